"""Self-written pages: such as stand in an article's place, and true articles that must never be taken for one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A page, and the headline under which a feed listed it. `kind`: what stands there; "" for an article."""

    name: str
    kind: str
    headline: str
    title: str
    body: str
    head: str = ""
    lang: str = "en"
    stub: bool = False
    """Whether the article's beginning is there, so that it is read beside the feed's summary."""

    @property
    def page(self) -> bytes:
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{self.title}</title>'
            f"{self.head}</head><body>{self.body}</body></html>"
        ).encode()


BRIDGE = "Two fishermen hurt as shells fall near old bridge"
MORE = "The mayor spoke of broken windows in three streets and of a school that stayed shut for the rest of the week. "
FULL = "".join(f"<p>Shells fell near the old bridge on day {n}, two fishermen told us. {MORE}</p>" for n in range(12))
BRIEF = "<p>Two fishermen were hurt when shells fell near the old bridge on Monday, the mayor said.</p>"


def _p(*paragraphs: str) -> str:
    return "".join(f"<p>{each}</p>" for each in paragraphs)


WALLS = [
    # ------------------------------------------------------------------------------------------------- bot checks
    Example(
        "cloudflare",
        "bot",
        BRIDGE,
        "Just a moment...",
        "<h1>wire.example</h1><p>Verifying you are human. This may take a few seconds.</p><p>wire.example needs to"
        " review the security of your connection before proceeding.</p><script>window._cf_chl_opt={cvId:'3'}</script>",
    ),
    Example("cloudflare-blank", "bot", BRIDGE, "Just a moment...", "<script>window._cf_chl_opt={}</script>"),
    Example(
        "cloudflare-block",
        "bot",
        BRIDGE,
        "Attention Required! | Cloudflare",
        _p("Sorry, you have been blocked.", "You are unable to access wire.example.", "Why have I been blocked?"),
    ),
    Example(
        "akamai",
        "bot",
        BRIDGE,
        "Access Denied",
        _p("You don't have permission to access this address on this server.", "Reference #18.5e3c.17"),
    ),
    Example(
        "datadome",
        "bot",
        BRIDGE,
        "wire.example",
        "<p>Please enable JS and disable any ad blocker</p>"
        '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    ),
    Example(
        "imperva",
        "bot",
        BRIDGE,
        "",
        '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=5&incident_id=1">Request unsuccessful. Incapsula'
        " incident ID: 1-2</iframe>",
    ),
    Example(
        "proof-of-work",
        "bot",
        BRIDGE,
        "Making sure you&#39;re not a bot!",
        _p(
            "Loading...",
            "You are seeing this because the people who run this site keep programs from reading all of it.",
        ),
    ),
    Example(
        "ddos-guard",
        "bot",
        BRIDGE,
        "DDoS-Guard",
        _p("Checking your browser before accessing wire.example", "Please wait."),
    ),
    Example(
        "press-and-hold",
        "bot",
        BRIDGE,
        "Access to this page has been denied",
        _p("Press & Hold to confirm you are a human and no robot.", "Reference ID 7c1"),
    ),
    Example(
        "robot-ru",
        "bot",
        "Двое рыбаков ранены у старого моста",
        "Вы не робот?",
        _p("Подтвердите, что запросы отправляли вы, а не робот.", "Введите символы с картинки."),
        lang="ru",
    ),
    Example(
        "browser-check-ru",
        "bot",
        "Двое рыбаков ранены у старого моста",
        "Проверка браузера",
        _p("Проверяем ваш браузер перед входом на сайт.", "Подождите немного."),
        lang="ru",
    ),
    Example(
        "moment-tr",
        "bot",
        "Köprü yakınında iki balıkçı yaralandı",
        "Bir dakika lütfen...",
        _p("wire.example güvenlik kontrolü yapıyor: insan olduğunuzu doğrulayın."),
        lang="tr",
    ),
    Example(
        "moment-zh",
        "bot",
        "老桥附近炮击致两名渔民受伤",
        "请稍候…",
        _p("请完成安全验证，确认您是真人。"),
        lang="zh",
    ),
    # ---------------------------------------------------------------------------------------------------- consent
    Example(
        "consent-search-engine",
        "consent",
        BRIDGE,
        "Before you continue to Wire",
        _p(
            "We use cookies and data to deliver our services and to measure how they are used.",
            "If you choose Accept all, we also use them to show ads that fit you.",
            "If you choose Reject all, we do not. You can change your choice at any time.",
        ),
    ),
    Example(
        "consent-partners",
        "consent",
        BRIDGE,
        "Harbour Wire",
        _p(
            "We, Harbour Wire, and our partners store and/or access information on a device such as cookies.",
            "You may accept or manage your choices at any time.",
            "Personalised ads and content, ad and content measurement, audience insights.",
        ),
    ),
    Example(
        "consent-de",
        "consent",
        "Zwei Fischer an alter Brücke verletzt",
        "Hafenblatt mit Werbung",
        _p(
            "Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Details finden Sie in der Datenschutzerklärung.",
            "Oder werbefrei lesen: mit dem Pur-Abo. Ihre Zustimmung können Sie jederzeit widerrufen.",
        ),
        lang="de",
    ),
    Example(
        "consent-fr",
        "consent",
        "Deux pêcheurs blessés près du vieux pont",
        "Le Port",
        _p(
            "Avec votre accord, nos partenaires utilisons des cookies pour stocker et/ou accéder à des informations.",
            "Vous pouvez continuer sans accepter.",
        ),
        lang="fr",
    ),
    Example(
        "consent-nl",
        "consent",
        "Twee vissers gewond bij oude brug",
        "Privacy Gate | De Haven",
        _p("Wij vragen jouw toestemming voor het gebruik van cookies."),
        lang="nl",
    ),
    Example(
        "consent-title",
        "consent",
        BRIDGE,
        "Cookie Consent and Choices - Harbour Wire",
        _p("Harbour Wire relies on small files that stay with you. Choose what may be kept, then go on."),
    ),
    # ------------------------------------------------------------------------------------------------------ login
    Example(
        "login",
        "login",
        BRIDGE,
        "Log in | Harbour Wire",
        '<form action="/login"><input name="user"></form>' + _p("Welcome back.", "Forgot your password?"),
    ),
    Example(
        "login-phrases",
        "login",
        BRIDGE,
        "Harbour Wire",
        _p("You must be logged in to see this.", "Don't have an account? Ask the desk for one."),
    ),
    Example(
        "login-ru",
        "login",
        "Двое рыбаков ранены у старого моста",
        "Вход на сайт",
        _p("Введите логин.", "Забыли пароль?"),
        lang="ru",
    ),
    Example(
        "login-ar",
        "login",
        "إصابة صيادين قرب الجسر القديم",
        "تسجيل الدخول",
        _p("أدخل اسمك.", "نسيت كلمة المرور؟"),
        lang="ar",
    ),
    # ------------------------------------------------------------------------------------------------ scripts only
    Example("app-shell", "script", BRIDGE, "Harbour Wire", '<div id="root"></div><script src="/app.js"></script>'),
    Example(
        "noscript",
        "script",
        BRIDGE,
        "Harbour Wire",
        "<noscript>You need to enable JavaScript to run this app.</noscript><script>go()</script>",
    ),
    Example(
        "javascript-text",
        "script",
        BRIDGE,
        "Harbour Wire",
        _p("JavaScript is disabled in your browser. Please enable JavaScript to read Harbour Wire."),
    ),
    Example(
        "javascript-text-es",
        "script",
        "Dos pescadores heridos junto al puente",
        "El Puerto",
        _p("Para ver esta página habilite JavaScript en su navegador."),
        lang="es",
    ),
    # --------------------------------------------------------------------------------------------------- soft 404
    Example(
        "not-found",
        "gone",
        BRIDGE,
        "Page not found - Harbour Wire",
        _p("We could not find what you asked for.", "It may have moved."),
    ),
    Example("404", "gone", BRIDGE, "404 | Harbour Wire", _p("Nothing here.")),
    Example("error-404", "gone", BRIDGE, "Error 404: Not Found", _p("Something went wrong.")),
    Example(
        "not-found-with-other-news",
        "gone",
        BRIDGE,
        "Page not found | Harbour Wire",
        _p("The page you requested is not here. Read these instead:")
        + _p(
            *[
                f"Market day {n}: growers expect a late harvest after a cool spring and hope for a dry month to come."
                for n in range(20)
            ]
        ),
    ),
    Example(
        "not-found-text",
        "gone",
        BRIDGE,
        "Harbour Wire",
        _p("Sorry, the page you were looking for has sailed.", "This article is no longer available."),
    ),
    Example(
        "not-found-de",
        "gone",
        "Zwei Fischer an alter Brücke verletzt",
        "Seite nicht gefunden – Hafenblatt",
        _p("Leider ist hier nichts."),
        lang="de",
    ),
    Example(
        "not-found-ru",
        "gone",
        "Двое рыбаков ранены у старого моста",
        "Страница не найдена — Гавань",
        _p("Возможно, она была перемещена."),
        lang="ru",
    ),
    Example(
        "not-found-tr",
        "gone",
        "Köprü yakınında iki balıkçı yaralandı",
        "Sayfa Bulunamadı",
        _p("Aradığınız sayfa taşınmış olabilir."),
        lang="tr",
    ),
    Example("not-found-ar", "gone", "إصابة صيادين قرب الجسر القديم", "الصفحة غير موجودة", _p("عذرا."), lang="ar"),
    Example("not-found-hy", "gone", "Երկու ձկնորս վիրավորվել է", "Էջը չի գտնվել", _p("Ներողություն։"), lang="hy"),
    Example("not-found-ka", "gone", "ორი მეთევზე დაშავდა", "404 - გვერდი ვერ მოიძებნა", _p("უკაცრავად."), lang="ka"),
    Example(
        "sent-on",
        "gone",
        BRIDGE,
        "Harbour Wire",
        _p("One second."),
        head='<meta http-equiv="refresh" content="0; url=https://other.example/">',
    ),
    # --------------------------------------------------------------------------------------------------- paywalls
    Example(
        "paywall-only",
        "paywall",
        BRIDGE,
        "Two hurt | Harbour Wire",
        _p("This article is for subscribers only.", "Already a subscriber? Your login is waiting."),
    ),
    Example(
        "paywall-stub",
        "paywall",
        BRIDGE,
        "Two hurt | Harbour Wire",
        BRIEF + _p("Subscribe to continue reading.", "Already a subscriber? Welcome back."),
        stub=True,
    ),
    Example(
        "paywall-one-paragraph",
        "paywall",
        BRIDGE,
        "Two hurt",
        _p("Two fishermen were hurt near the old bridge on Monday. To continue reading, start a trial."),
        stub=True,
    ),
    Example(
        "paywall-marked",
        "paywall",
        BRIDGE,
        "Two hurt",
        BRIEF,
        head='<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>',
        stub=True,
    ),
    Example(
        "paywall-de",
        "paywall",
        "Zwei Fischer an alter Brücke verletzt",
        "Hafenblatt",
        _p("Zwei Fischer wurden am Montag an der alten Brücke verletzt.", "Jetzt weiterlesen mit dem Digitalabo."),
        lang="de",
        stub=True,
    ),
    Example(
        "paywall-fr",
        "paywall",
        "Deux pêcheurs blessés près du vieux pont",
        "Le Port",
        _p(
            "Deux pêcheurs ont été blessés lundi.",
            "Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.",
        ),
        lang="fr",
        stub=True,
    ),
    Example(
        "paywall-ru",
        "paywall",
        "Двое рыбаков ранены у старого моста",
        "Гавань",
        _p("Двое рыбаков ранены в понедельник.", "Полный текст доступен только для подписчиков."),
        lang="ru",
        stub=True,
    ),
    Example(
        "paywall-tr",
        "paywall",
        "Köprü yakınında iki balıkçı yaralandı",
        "Liman",
        _p("Pazartesi günü iki balıkçı yaralandı.", "Okumaya devam etmek için abone olun."),
        lang="tr",
        stub=True,
    ),
]

ARTICLES = [
    Example("brief", "", BRIDGE, BRIDGE, BRIEF),
    Example(
        "one-sentence", "", "Two soldiers killed", "Two soldiers killed", _p("Two soldiers were killed on Tuesday.")
    ),
    Example(
        "newsletter",
        "",
        "Two soldiers killed on Tuesday",
        "Harbour Wire",
        _p("Two soldiers were killed on Tuesday.", "Subscribe to our newsletter."),
    ),
    Example(
        "cookie-line",
        "",
        BRIDGE,
        BRIDGE,
        BRIEF + _p("We use cookies. Accept all cookies or manage your cookie choices."),
    ),
    Example("script-line", "", BRIDGE, BRIDGE, BRIEF + _p("Please enable JavaScript to see the map.")),
    Example("login-line", "", BRIDGE, BRIDGE, BRIEF + _p("Please log in to comment. Forgot your password?")),
    Example("full", "", BRIDGE, BRIDGE, FULL),
    Example(
        "full-subscribe-footer",
        "",
        BRIDGE,
        BRIDGE,
        FULL
        + _p(
            "Already a subscriber? Log in.",
            "Subscribe to continue reading our best stories.",
            "This is for subscribers only.",
        ),
    ),
    Example(
        "full-consent-footer",
        "",
        BRIDGE,
        BRIDGE,
        FULL + _p("We and our partners store and/or access information on a device. Accept all cookies."),
    ),
    Example(
        "full-marked-as-paid",
        "",
        BRIDGE,
        BRIDGE,
        FULL,
        head='<script type="application/ld+json">{"isAccessibleForFree": false}</script>',
    ),
    Example(
        "full-behind-cloudflare", "", BRIDGE, BRIDGE, FULL + "<script>var a='/cdn-cgi/challenge-platform/'</script>"
    ),
    Example(
        "brief-behind-cloudflare",
        "",
        BRIDGE,
        BRIDGE,
        BRIEF + "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ),
    Example("brief-with-bot-script", "", BRIDGE, BRIDGE, BRIEF + "<script>px-captcha</script>"),
    Example(
        "brief-with-captcha-form",
        "",
        BRIDGE,
        BRIDGE,
        BRIEF + '<form class="comments"><div class="g-recaptcha"></div></form>',
    ),
    Example(
        "headline-access-denied",
        "",
        "Access denied: aid convoy turned back at crossing",
        "Access denied – aid convoy turned back at crossing | Harbour Wire",
        _p("The convoy was denied access at the crossing on Monday and turned back."),
    ),
    Example(
        "headline-not-found",
        "",
        "Not found: the search for the missing ferry goes on",
        "Not found: the search for the missing ferry goes on",
        _p("The missing ferry has not been found."),
    ),
    Example(
        "headline-404",
        "",
        "404 killed in the spring floods",
        "404 killed in the spring floods - Harbour Wire",
        _p("Floods killed 404 people this spring, the ministry said."),
    ),
    Example("headline-404-first", "", "404 dead", "404 dead | Harbour Wire", _p("404 people have died.")),
    Example(
        "headline-just-a-moment",
        "",
        "Just a moment",
        "Just a moment",
        _p("It took just a moment for the shells to land, and a week to clear the street."),
    ),
    Example("headline-consent", "", "Consent", "Consent | Harbour Wire", _p("Parliament debated the age of consent.")),
    Example(
        "headline-subscribe",
        "",
        "Court: users may subscribe and leave with one click",
        "Court: users may subscribe and leave with one click",
        _p("Users may subscribe with one click, the court said."),
    ),
    Example(
        "about-cookies",
        "",
        "Watchdog fines paper over cookie banners",
        "Watchdog fines paper over cookie banners",
        _p("The watchdog fined a paper whose banner let readers accept all cookies but not reject all cookies."),
    ),
    Example(
        "about-captchas",
        "",
        "Robots now solve captchas better than people",
        "Robots solve captchas",
        _p("Robots solve captchas that ask people to prove that they are not a robot, a study says."),
    ),
    Example("about-paywalls", "", "Paper drops its paywall for war news", "Paper drops its paywall for war news", FULL),
    Example(
        "about-a-page",
        "",
        "Ministry's page was down for an hour",
        "Ministry's page was down for an hour",
        _p("Who opened the ministry's page read that the page cannot be found, for an hour on Monday."),
    ),
    Example("title-of-the-site", "", BRIDGE, "Harbour Wire", BRIEF),
    Example("no-title", "", BRIDGE, "", BRIEF),
    Example("refreshes-itself", "", BRIDGE, BRIDGE, BRIEF, head='<meta http-equiv="refresh" content="300">'),
    Example(
        "amp-refresh",
        "",
        BRIDGE,
        BRIDGE,
        BRIEF,
        head='<noscript><meta http-equiv="refresh" content="0;url=/noscript"></noscript>',
    ),
    Example(
        "paid-elsewhere",
        "",
        BRIDGE,
        BRIDGE,
        BRIEF,
        head='<script type="application/ld+json">{"isAccessibleForFree": true}</script>',
    ),
    Example(
        "brief-de",
        "",
        "Zwei Fischer an alter Brücke verletzt",
        "Hafenblatt",
        _p("Zwei Fischer sind am Montag an der alten Brücke verletzt worden."),
        lang="de",
    ),
    Example(
        "brief-fr",
        "",
        "Deux pêcheurs blessés près du vieux pont",
        "Le Port",
        _p("Deux pêcheurs ont été blessés lundi près du vieux pont."),
        lang="fr",
    ),
    Example(
        "brief-es",
        "",
        "Dos pescadores heridos junto al puente viejo",
        "El Puerto",
        _p("Dos pescadores resultaron heridos el lunes junto al puente viejo."),
        lang="es",
    ),
    Example(
        "brief-ru",
        "",
        "Двое рыбаков ранены у старого моста",
        "Гавань",
        _p("Двое рыбаков были ранены в понедельник у старого моста.", "Подпишитесь на наш канал."),
        lang="ru",
    ),
    Example(
        "brief-uk",
        "",
        "Двоє рибалок поранені біля старого мосту",
        "Гавань",
        _p("Двоє рибалок зазнали поранень у понеділок."),
        lang="uk",
    ),
    Example(
        "brief-tr",
        "",
        "Köprü yakınında iki balıkçı yaralandı",
        "Liman",
        _p("Pazartesi günü köprü yakınında iki balıkçı yaralandı.", "Bültenimize abone olun."),
        lang="tr",
    ),
    Example(
        "brief-ar",
        "",
        "إصابة صيادين قرب الجسر القديم",
        "الميناء",
        _p("أصيب صيادان يوم الاثنين قرب الجسر القديم."),
        lang="ar",
    ),
    Example("brief-fa", "", "دو ماهیگیر زخمی شدند", "بندر", _p("دو ماهیگیر روز دوشنبه زخمی شدند."), lang="fa"),
    Example(
        "brief-he", "", "שני דייגים נפצעו ליד הגשר", "הנמל", _p("שני דייגים נפצעו ביום שני ליד הגשר הישן."), lang="he"
    ),
    Example(
        "brief-hy",
        "",
        "Երկու ձկնորս վիրավորվել է",
        "Նավահանգիստ",
        _p("Երկու ձկնորս վիրավորվել է երկուշաբթի։"),
        lang="hy",
    ),
    Example(
        "brief-zh", "", "老桥附近炮击致两名渔民受伤", "港口报", _p("周一，两名渔民在老桥附近的炮击中受伤。"), lang="zh"
    ),
]
