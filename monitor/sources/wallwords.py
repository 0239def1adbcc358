"""What pages say that stand in an article's place: data for `walls`, by kind of page and language.

Gathered from the pages that readers of feeds report as read in place of the article (consent pages of German, French
and Dutch papers, the checks of Cloudflare, DataDome, DDoS-Guard, Imperva, Anubis and others, error pages of the common
content systems). A phrase belongs here only if no article would say it of the world: "access denied" happens to aid
convoys too, so it stands under the titles, which must be that and nothing else.
"""

from __future__ import annotations

TITLES = {
    "bot": """
        just a moment | one moment, please | attention required! | access denied
        | access to this page has been denied | please wait | checking your browser
        | checking your browser before accessing | ddos-guard | ddos protection | making sure you're not a bot
        | are you a robot | are you human | robot or human | human verification | bot verification | security check
        | security checkpoint | vercel security checkpoint | pardon our interruption | verifying your browser
        | verify you are human | client challenge | request rejected | request unsuccessful | 403 forbidden
        | forbidden | you have been blocked | captcha | recaptcha | blocked | sucuri website firewall
        | einen moment | nur einen moment | sicherheitsüberprüfung | zugriff verweigert | un instant | un momento
        | accès refusé | acceso denegado | accesso negato | acesso negado | um momento | een ogenblik | momencik
        | chwileczkę | bir dakika lütfen | erişim engellendi | güvenlik kontrolü | один момент | проверка браузера
        | проверка безопасности | вы не робот | доступ ограничен | доступ запрещен | доступ запрещён | ой
        | проверяем ваш браузер | перевірка браузера | доступ обмежено | доступ заборонено | لحظة | لحظة من فضلك
        | تم رفض الوصول | دسترسی غیرمجاز | יש להמתין | 请稍候 | 请稍等 | 安全验证 | 访问被拒绝
        | しばらくお待ちください | 잠시만 기다리십시오
    """,
    "consent": """
        before you continue | before you continue to google | before you continue to youtube | cookie consent
        | cookie consent and choices | cookie settings | cookie policy | cookie wall | privacy gate | consent
        | your privacy choices | we value your privacy | privacy settings | bevor sie fortfahren | zustimmung
        | zustimmung erforderlich | cookie-einstellungen | datenschutzeinstellungen | cookies zustimmen
        | avant de continuer | gestion des cookies | consentement | antes de continuar | configuración de cookies
        | prima di continuare | preferenze cookie | privacy-instellingen | cookies accepteren
        | voordat je verdergaat | zanim przejdziesz dalej | çerez politikası | настройки файлов cookie
    """,
    "login": """
        log in | login | sign in | sign in to continue | log in to continue | register | sign up | subscribe
        | create an account | anmelden | einloggen | anmeldung | registrieren | connexion | se connecter
        | identifiez-vous | iniciar sesión | acceder | accedi | iniciar sessão | entrar | inloggen | zaloguj się
        | logowanie | giriş yap | üye girişi | daxil ol | вход | войти | авторизация | вход на сайт | увійти | вхід
        | تسجيل الدخول | ورود | התחברות | σύνδεση | 登录 | ログイン | 로그인
    """,
    "gone": """
        not found | page not found | the page you requested was not found | page cannot be found
        | page can't be found | the page cannot be found | oops! page not found | oops | page does not exist
        | page unavailable | page no longer available | article not found | content not found | nothing found
        | this page isn't available | seite nicht gefunden | die seite wurde nicht gefunden | nicht gefunden
        | artikel nicht gefunden | page non trouvée | page introuvable | page not found (404)
        | la page demandée n'existe pas | página no encontrada | no encontrado | pagina non trovata
        | página não encontrada | não encontrado | pagina niet gevonden | niet gevonden | nie znaleziono strony
        | strona nie istnieje | strony nie znaleziono | pagina nu a fost găsită | pagina nu există
        | sayfa bulunamadı | aradığınız sayfa bulunamadı | bulunamadı | səhifə tapılmadı | страница не найдена
        | такой страницы нет | страница не существует | страница удалена | не найдено | материал не найден
        | сторінку не знайдено | сторінка не знайдена | էջը չի գտնվել | էջը գտնված չէ | გვერდი ვერ მოიძებნა
        | الصفحة غير موجودة | لم يتم العثور على الصفحة | صفحه یافت نشد | صفحه مورد نظر یافت نشد | הדף לא נמצא
        | העמוד לא נמצא | η σελίδα δεν βρέθηκε | 页面不存在 | 找不到页面 | 页面未找到 | ページが見つかりません
        | 페이지를 찾을 수 없습니다 | पृष्ठ नहीं मिला | sidan kunde inte hittas | siden ble ikke funnet
        | siden blev ikke fundet | sivua ei löytynyt
    """,
}
"""Whole titles, or parts of one between its separators. For "gone", a 404 before or behind is left out."""

PHRASES = {
    "bot": """
        checking your browser | checking if the site connection is secure | verify you are human
        | verify that you are human | verifying you are human | are not a robot | you are a human | not a bot
        | performing security verification | review the security of your connection | needs to review the security
        | enable javascript and cookies to continue | unusual traffic from your | you have been blocked
        | complete the security check | incapsula incident id | press & hold to confirm | why have i been blocked
        | your request is being verified | solve the captcha | ddos protection by | cloudflare ray id
        | request could not be satisfied | please complete the captcha | dass sie kein roboter sind
        | dass du kein roboter bist | überprüfung, ob die verbindung | que vous n'êtes pas un robot
        | êtes un humain | que no eres un robot | que no es un robot | non sei un robot | não é um robô
        | geen robot bent | nie jesteś robotem | robot olmadığınızı | insan olduğunuzu doğrulayın | что вы не робот
        | что запросы отправляли вы, а не робот | проверка вашего браузера | проверяем ваш браузер
        | ваш браузер проверяется | введите символы с картинки | що ви не робот | أنك لست روبوت | أنك إنسان
        | ربات نیستید | שאינך רובוט | 您是真人 | 不是机器人 | 请完成安全验证 | ロボットではない | 로봇이 아닙니다
    """,
    "consent": """
        before you continue to | we use cookies and data to | if you choose to "accept all
        | if you choose accept all | we and our partners store | our partners store and/or access
        | store and/or access information | to accept all cookies | accept all cookies | reject all cookies
        | manage your cookie | manage your privacy settings | your consent choices | consent to the use of cookies
        | agree to the use of cookies | accept cookies to
        | personalised ads and content, ad and content measurement | personalized ads and content
        | cookie preferences | withdraw your consent | by clicking "accept all" | by clicking 'accept all'
        | you must accept cookies | content is blocked because you have not accepted | mit werbung und tracking
        | mit werbung weiterlesen | besuchen sie uns wie gewohnt mit werbung
        | informationen auf einem gerät speichern | alle cookies akzeptieren | um der nutzung von
        | einwilligung jederzeit | ihre zustimmung jederzeit | werbefrei lesen | pur-abo | pur abo
        | stocker et/ou accéder à des informations | accepter tous les cookies | tout accepter et continuer
        | continuer sans accepter | en cliquant sur « accepter | nos partenaires utilisons des cookies
        | accepter les cookies | almacenar o acceder a información | aceptar todas las cookies
        | aceptar y continuar | nuestros socios | archiviare e/o accedere a informazioni | accetta tutti i cookie
        | accetta e continua | continua senza accettare | armazenar e/ou aceder a informações
        | aceitar todos os cookies | alle cookies accepteren | cookies accepteren | jouw toestemming
        | wil je privacy | zaakceptuj wszystkie | zgodę na przetwarzanie | tüm çerezleri kabul | çerezleri kabul et
        | принять все файлы cookie | принять все cookie | согласие на использование файлов cookie
        | прийняти всі файли cookie | قبول جميع ملفات تعريف الارتباط | قبول الكل | אישור כל העוגיות
        | 接受所有cookie | すべてのcookieを受け入れる | αποδοχή όλων των cookies
    """,
    "login": """
        sign in to your account | log in to your account | log in to continue | sign in to continue
        | please log in to | please sign in to | you must be logged in | you need to be logged in
        | forgot your password | forgot password | forgotten your password | remember me | enter your password
        | email address and password | create a free account | don't have an account | melden sie sich an, um
        | passwort vergessen | bitte melden sie sich an | bitte loggen | connectez-vous pour | mot de passe oublié
        | inicia sesión para | olvidaste tu contraseña | olvidó su contraseña | accedi per | password dimenticata
        | faça login para | esqueceu a senha | log in om | wachtwoord vergeten | zaloguj się, aby
        | nie pamiętasz hasła | giriş yapmanız gerekmektedir | şifremi unuttum | şifrenizi mi unuttunuz
        | войдите, чтобы | забыли пароль | войдите или зарегистрируйтесь | увійдіть, щоб | забули пароль
        | سجل الدخول | نسيت كلمة المرور | رمز عبور خود را فراموش | שכחת סיסמה | ξεχάσατε τον κωδικό | 忘记密码
        | パスワードを忘れ | 비밀번호 찾기
    """,
    "script": """
        enable javascript | javascript is disabled | javascript is not enabled | javascript is required
        | requires javascript | turn on javascript | javascript has been disabled | need to enable javascript
        | without javascript | javascript aktivieren | aktivieren sie javascript | activer javascript
        | activez javascript | habilite javascript | habilita javascript | active javascript | activar javascript
        | abilita javascript | ative o javascript | javascript inschakelen | schakel javascript in
        | włącz javascript | javascript'i etkinleştir | включите javascript | javascript отключен
        | включить javascript | увімкніть javascript | تفعيل جافا سكريبت | تمكين javascript | جاوا اسکریپت
        | להפעיל javascript | 启用javascript | 请启用 javascript | javascriptを有効 | javascript를 활성화
        | browser is not supported | browser is out of date
    """,
    "gone": """
        page not found | page you requested | page you were looking for | page you are looking for
        | page you're looking for | page cannot be found | page could not be found | page can't be found
        | couldn't find the page | couldn't find that page | can't find the page | page does not exist
        | page doesn't exist | page has been removed | page has been moved | page is no longer available
        | page no longer exists | article is no longer available | article has been removed
        | story is no longer available | content is no longer available | the requested url was not found
        | 404 error | error 404 | article you requested | seite wurde nicht gefunden | seite konnte nicht gefunden
        | seite existiert nicht | artikel ist nicht mehr verfügbar | page que vous recherchez
        | page que vous cherchez | page demandée | page est introuvable | article n'est plus disponible
        | página que busca | página que buscas | página no existe | página solicitada | pagina che stai cercando
        | pagina richiesta | página que procura | página não existe | pagina die u zoekt | pagina die je zoekt
        | pagina bestaat niet | strona, której szukasz | strona nie istnieje | aradığınız sayfa | sayfa bulunamadı
        | axtardığınız səhifə | страница не найдена | страница, которую вы ищете | страница не существует
        | запрашиваемая страница | запрошенная страница | страница была удалена | такой страницы нет
        | материал удалён | материал удален | сторінку не знайдено | сторінка, яку ви шукаєте | сторінка не існує
        | էջը չի գտնվել | გვერდი ვერ მოიძებნა | الصفحة غير موجودة | الصفحة التي تبحث | الصفحة المطلوبة
        | صفحه یافت نشد | صفحه مورد نظر | הדף שחיפשת | העמוד לא נמצא | הדף לא נמצא | η σελίδα που | 页面不存在
        | 您访问的页面 | 找不到该页 | お探しのページ | ページが見つかりません | 페이지를 찾을 수 없
        | pagina căutată | sidan du söker | siden du leter
    """,
    "paywall": """
        subscribe to continue | subscribe to read | subscribe now to read | subscribe to unlock
        | subscribe for full access | subscribe to keep reading | to continue reading | to keep reading
        | to read the full article | to read the full story | to read this article | to read the rest
        | to unlock this article | continue reading with | continue reading by | already a subscriber
        | already have a subscription | already a member? | for subscribers only | subscribers only
        | subscriber-only | subscriber exclusive | exclusive to subscribers | exclusive content for subscribers
        | only available to subscribers | available to subscribers | is for subscribers
        | is reserved for subscribers | premium article | premium content | free articles this month
        | reached your limit of free | article limit | become a member to read | register to read
        | register to continue | sign in to read | log in to read | this is a preview of subscriber
        | you have been reading a preview | weiterlesen mit | jetzt weiterlesen | um weiterzulesen
        | nur für abonnenten | exklusiv für abonnenten | bereits abonnent | artikel freischalten
        | sie haben bereits ein abo | zum weiterlesen | mit plus weiterlesen | registrieren und weiterlesen
        | réservé aux abonnés | réservée aux abonnés | % de cet article à lire | pour lire la suite
        | la suite est réservée | déjà abonné | abonnez-vous pour lire | lire la suite avec
        | solo para suscriptores | exclusivo para suscriptores | para seguir leyendo | para continuar leyendo
        | suscríbete para leer | ¿ya eres suscriptor | per continuare a leggere | riservato agli abbonati
        | contenuto riservato | abbonati per leggere | sei già abbonato | exclusivo para assinantes
        | para continuar a ler | para continuar lendo | já é assinante | assine para ler | alleen voor abonnees
        | om verder te lezen | lees verder met | al abonnee | tylko dla prenumeratorów | dostęp dla prenumeratorów
        | aby czytać dalej | artykuł premium | abonelere özel | okumaya devam etmek için | sadece aboneler
        | devamını okumak için abone | yalnız abunəçilər | только для подписчиков | доступно подписчикам
        | доступен подписчикам | доступна подписчикам | чтобы читать дальше | чтобы продолжить чтение
        | оформите подписку | полный текст доступен | лише для передплатників | тільки для передплатників
        | щоб читати далі | للمشتركين فقط | حصري للمشتركين | لمتابعة القراءة | لقراءة المزيد اشترك | مخصوص مشترکین
        | برای خواندن ادامه | למנויים בלבד | להמשך קריאה | כתבה זו למנויים | μόνο για συνδρομητές | 订阅后继续阅读
        | 仅限订阅 | 付费阅读 | 会員限定 | 有料会員 | 続きを読むには | 구독자 전용 | 유료 회원
        | bara för prenumeranter | endast for abonnenter | kun for abonnenter | for å lese videre | vain tilaajille
    """,
}
"""Parts of a sentence. Only a thin text is judged by them, and a text that speaks of its headline is an article."""

MARKS = (
    "_cf_chl_opt", "cf_chl_", "cf-browser-verification", "cf-challenge-running", "challenge-error-text",
    "geo.captcha-delivery.com", "ct.captcha-delivery.com", "px-captcha", "/.well-known/sgcaptcha", "sg-captcha",
    "/.well-known/ddos-guard", "ddg-captcha", "_incapsula_resource?cwudnsai", "incapsula incident id",
    "awswafintegration", "gokuprops", "/.within.website/x/cmd/anubis", "anubis_challenge", "/checkcaptcha",
    "showcaptcha", "smartcaptcha", "__qrator", "slowaes.decrypt", "sucuri_cloudproxy_js", "wsidchk", "bunny-shield",
    "x-kpsdk", "bm-verify",
)  # fmt: skip
"""Names in the markup of bot checks, in lower case, that the same services leave out of the pages behind them."""

STEPS = {
    "login": "login signin sign-in log-in auth sso logon account accounts register registration oauth authorize",
    "consent": "consent collectconsent cookie-consent cookiewall cookie-wall privacy-gate privacygate zustimmung cmp",
    "paywall": "subscribe paywall abonnement abonneren premium-required",
    "bot": "captcha showcaptcha validate-captcha sgcaptcha",
    "gone": "404 404.html 404.php 404.aspx error error404 not-found notfound page-not-found pagenotfound error.html",
}
"""Parts of the path, or the first of the host, to which requests for an article are turned away."""
