"""The months' names, for dates that feeds print in the language of their readers.

From the Unicode CLDR, version 47 (https://cldr.unicode.org, months of the Gregorian calendar, long and short, as they
stand alone and within a date), with the Arabic names of the Levant and Iraq beside those of Egypt, the Gulf and the
Maghreb, and with what content systems print and the CLDR does not have: short forms of three letters, Georgian and
Azerbaijani cases, Arabic and Kurdish second names.

Left out are Tigrinya and Oromo: their names also stand for the months of the Ethiopian calendar, whose year is seven
or eight behind and would pass for one of ours.
"""

from __future__ import annotations

# January to December, parted by strokes; other forms of one month beside each other, `_` for a blank in a name.
NAMES = {
    "en": (
        "january jan | february feb | march mar | april apr | may | june jun | july jul | august aug "
        "| september sep sept | october oct | november nov | december dec"
    ),
    "ru": (
        "января янв январь | февраля февр февраль фев | марта мар март | апреля апр апрель | мая май "
        "| июня июн июнь | июля июл июль | августа авг август | сентября сент сентябрь сен | октября "
        "окт октябрь | ноября нояб ноябрь ноя | декабря дек декабрь"
    ),
    "uk": (
        "січня січ січень | лютого лют лютий | березня бер березень | квітня квіт квітень кві | "
        "травня трав травень тра | червня черв червень чер | липня лип липень | серпня серп серпень "
        "сер | вересня вер вересень | жовтня жовт жовтень жов | листопада лист листопад лис | грудня "
        "груд грудень гру"
    ),
    "be": (
        "студзеня сту студзень | лютага лют люты | сакавіка сак сакавік | красавіка кра красавік | "
        "мая май | чэрвеня чэр чэрвень | ліпеня ліп ліпень | жніўня жні жнівень | верасня вер "
        "верасень | кастрычніка кас кастрычнік | лістапада ліс лістапад | снежня сне снежань"
    ),
    "pl": (
        "stycznia sty styczeń | lutego lut luty | marca mar marzec | kwietnia kwi kwiecień | maja "
        "maj | czerwca cze czerwiec | lipca lip lipiec | sierpnia sie sierpień | września wrz "
        "wrzesień | października paź październik | listopada lis listopad | grudnia gru grudzień"
    ),
    "cs": (
        "ledna led leden | února úno únor | března bře březen | dubna dub duben | května kvě květen "
        "| června čvn červen | července čvc červenec | srpna srp srpen | září zář | října říj říjen "
        "| listopadu lis listopad | prosince pro prosinec"
    ),
    "sk": (
        "januára jan január | februára feb február | marca mar marec | apríla apr apríl | mája máj | "
        "júna jún | júla júl | augusta aug august | septembra sep september | októbra okt október | "
        "novembra nov november | decembra dec december"
    ),
    "sl": (
        "januar jan | februar feb | marec mar | april apr | maj | junij jun | julij jul | avgust avg "
        "| september sep | oktober okt | november nov | december dec"
    ),
    "hr": (
        "siječnja sij siječanj | veljače velj veljača | ožujka ožu ožujak | travnja tra travanj | "
        "svibnja svi svibanj | lipnja lip lipanj | srpnja srp srpanj | kolovoza kol kolovoz | rujna "
        "ruj rujan | listopada lis listopad | studenoga stu studeni | prosinca pro prosinac"
    ),
    "sr": (
        "јануар јан januar jan januara јануара | фебруар феб februar feb februara фебруара | март "
        "мар mart mar marta марта | април апр april apr aprila априла | мај maj maja маја | јун jun "
        "juni јуни juna јуна | јул jul juli јули jula јула | август авг avgust avg august aug аугуст "
        "ауг avgusta августа | септембар сеп septembar sep septembra септембра sept | октобар окт "
        "oktobar okt oktobra октобра | новембар нов novembar nov novembra новембра | децембар дец "
        "decembar dec decembra децембра"
    ),
    "mk": (
        "јануари јан | февруари фев | март мар | април апр | мај | јуни јун | јули јул | август авг "
        "| септември сеп | октомври окт | ноември ное | декември дек"
    ),
    "bg": (
        "януари яну | февруари фев | март | април апр | май | юни | юли | август авг | септември сеп "
        "| октомври окт | ноември ное | декември дек"
    ),
    "ro": (
        "ianuarie ian | februarie feb | martie mar | aprilie apr | mai | iunie iun | iulie iul | "
        "august aug | septembrie sept | octombrie oct | noiembrie nov | decembrie dec"
    ),
    "sq": (
        "janar jan | shkurt shk | mars mar | prill pri | maj | qershor qer | korrik korr | gusht "
        "gush | shtator sht | tetor tet | nëntor nën | dhjetor dhj"
    ),
    "hu": (
        "január jan | február febr | március márc | április ápr | május máj | június jún | július "
        "júl | augusztus aug | szeptember szept | október okt | november nov | december dec"
    ),
    "el": (
        "ιανουαρίου ιαν ιανουάριος | φεβρουαρίου φεβ φεβρουάριος | μαρτίου μαρ μάρτιος | απριλίου "
        "απρ απρίλιος | μαΐου μαΐ μάιος | ιουνίου ιουν ιούνιος | ιουλίου ιουλ ιούλιος | αυγούστου "
        "αυγ αύγουστος | σεπτεμβρίου σεπ σεπτέμβριος | οκτωβρίου οκτ οκτώβριος | νοεμβρίου νοε "
        "νοέμβριος | δεκεμβρίου δεκ δεκέμβριος"
    ),
    "tr": (
        "ocak oca | şubat şub | mart mar | nisan nis | mayıs may | haziran haz | temmuz tem | "
        "ağustos ağu | eylül eyl | ekim eki | kasım kas | aralık ara"
    ),
    "az": (
        "yanvar yan јанвар јан yanvarın | fevral fev феврал фев fevralın | mart mar март мар martın "
        "| aprel apr апрел апр aprelin | may май mayın | iyun iyn ијун ијн iyunun | iyul iyl ијул "
        "ијл iyulun | avqust avq август авг avqustun | sentyabr sen сентјабр сен sentyabrın | "
        "oktyabr okt октјабр окт oktyabrın | noyabr noy нојабр ној noyabrın | dekabr dek декабр дек "
        "dekabrın"
    ),
    "hy": (
        "հունվարի հնվ հունվար | փետրվարի փտվ փետրվար | մարտի մրտ մարտ | ապրիլի ապր ապրիլ | մայիսի "
        "մյս մայիս | հունիսի հնս հունիս | հուլիսի հլս հուլիս | օգոստոսի օգս օգոստոս | սեպտեմբերի սեպ "
        "սեպտեմբեր | հոկտեմբերի հոկ հոկտեմբեր | նոյեմբերի նոյ նոյեմբեր | դեկտեմբերի դեկ դեկտեմբեր"
    ),
    "ka": (
        "იანვარი იან იანვარს იანვრის | თებერვალი თებ თებერვალს თებერვლის | მარტი მარ მარტს მარტის | "
        "აპრილი აპრ აპრილს აპრილის | მაისი მაი მაისს მაისის | ივნისი ივნ ივნისს ივნისის | ივლისი ივლ "
        "ივლისს ივლისის | აგვისტო აგვ აგვისტოს | სექტემბერი სექ სექტემბერს სექტემბრის სექტ | "
        "ოქტომბერი ოქტ ოქტომბერს ოქტომბრის | ნოემბერი ნოე ნოემბერს ნოემბრის | დეკემბერი დეკ "
        "დეკემბერს დეკემბრის"
    ),
    "kk": (
        "қаңтар қаң | ақпан ақп | наурыз нау | сәуір сәу | мамыр мам | маусым мау | шілде шіл | "
        "тамыз там | қыркүйек қыр | қазан қаз | қараша қар | желтоқсан жел"
    ),
    "ky": (
        "январь янв | февраль фев | март мар | апрель апр | май | июнь июн | июль июл | август авг | "
        "сентябрь сен | октябрь окт | ноябрь ноя | декабрь дек"
    ),
    "uz": (
        "yanvar yan январ янв | fevral fev феврал фев | mart mar март мар | aprel apr апрел апр | "
        "may май | iyun iyn июн | iyul iyl июл | avgust avg август авг | sentabr sen сентябр сен | "
        "oktabr okt октябр окт | noyabr noy ноябр ноя | dekabr dek декабр дек"
    ),
    "tg": (
        "январ янв | феврал фев | март мар | апрел апр | май | июн | июл | август авг | сентябр сен "
        "| октябр окт | ноябр ноя | декабр дек"
    ),
    "tk": (
        "ýanwar ýan | fewral few | mart mar | aprel apr | maý | iýun | iýul | awgust awg | sentýabr "
        "sen | oktýabr okt | noýabr noý | dekabr dek"
    ),
    "ar": (
        "يناير كانون_الثاني جانفي كانون_ثاني | فبراير شباط فيفري | مارس آذار | أبريل نيسان أفريل | "
        "مايو أيار ماي | يونيو حزيران جوان يونيه | يوليو تموز يوليوز جويلية يوليه | أغسطس آب غشت أوت "
        "| سبتمبر أيلول شتنبر | أكتوبر تشرين_الأول تشرين_اول اوكتوبر | نوفمبر تشرين_الثاني نونبر "
        "تشرين_ثاني | ديسمبر كانون_الأول دجنبر كانون_اول"
    ),
    "fa": (
        "ژانویهٔ جنوری جنو | فوریهٔ فبروری | مارس مارچ | آوریل اپریل | مهٔ می | ژوئن جون | ژوئیهٔ "
        "جولای جول | اوت اگست آگوست | سپتامبر سپتمبر | اکتبر اکتوبر | نوامبر نومبر | دسامبر دسمبر "
        "دسم"
    ),
    "ps": ("جنوري | فبروري فېبروري | مارچ | اپریل | مۍ | جون | جولای | اګست | سېپتمبر سپتمبر | اکتوبر | نومبر | دسمبر"),
    "ur": "جنوری | فروری | مارچ | اپریل | مئی | جون | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر",
    "sd": ("جنوري | فيبروري | مارچ | اپريل | مئي | جون | جولاءِ | آگسٽ | سيپٽمبر | آڪٽوبر | نومبر | ڊسمبر"),
    "ckb": (
        "کانوونی_دووەم | شوبات | ئازار | نیسان | ئایار | حوزەیران | تەمووز | ئاب | ئەیلوول | "
        "تشرینی_یەکەم | تشرینی_دووەم | کانونی_یەکەم"
    ),
    "ku": (
        "rêbendan rbn çile | sibat sbt | adar adr | nîsan nsn avrêl | gulan gln | hezîran hzr | "
        "tîrmeh trm | tebax tbx | îlon îln | cotmeh cot çirîya_pêşîn | mijdar mjd çirîya_paşîn | "
        "berfanbar brf kanûn"
    ),
    "he": (
        "ינואר ינו׳ | פברואר פבר׳ | מרץ מרס | אפריל אפר׳ | מאי | יוני | יולי | אוגוסט אוג׳ | ספטמבר "
        "ספט׳ | אוקטובר אוק׳ | נובמבר נוב׳ | דצמבר דצמ׳"
    ),
    "hi": (
        "जनवरी जन | फ़रवरी फ़र | मार्च | अप्रैल | मई | जून | जुलाई जुल | अगस्त अग | सितंबर सित | अक्टूबर अक्टू | नवंबर नव | दिसंबर दिस"
    ),
    "ne": ("जनवरी | फेब्रुअरी | मार्च | अप्रिल | मे | जुन | जुलाई | अगस्ट | सेप्टेम्बर | अक्टोबर | नोभेम्बर | डिसेम्बर"),
    "bn": (
        "জানুয়ারী জানু | ফেব্রুয়ারী ফেব | মার্চ | এপ্রিল এপ্রি | মে | জুন | জুলাই জুল | আগস্ট আগ | "
        "সেপ্টেম্বর সেপ | অক্টোবর অক্টো | নভেম্বর নভে | ডিসেম্বর ডিসে"
    ),
    "pa": (
        "ਜਨਵਰੀ ਜਨ | ਫ਼ਰਵਰੀ ਫ਼ਰ | ਮਾਰਚ | ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ | ਮਈ | ਜੂਨ | ਜੁਲਾਈ ਜੁਲਾ | ਅਗਸਤ ਅਗ | ਸਤੰਬਰ ਸਤੰ | ਅਕਤੂਬਰ ਅਕਤੂ | ਨਵੰਬਰ ਨਵੰ | ਦਸੰਬਰ ਦਸੰ"
    ),
    "mr": (
        "जानेवारी जाने | फेब्रुवारी फेब्रु | मार्च | एप्रिल एप्रि | मे | जून | जुलै | ऑगस्ट ऑग | "
        "सप्टेंबर सप्टें | ऑक्टोबर ऑक्टो | नोव्हेंबर नोव्हें | डिसेंबर डिसें"
    ),
    "gu": (
        "જાન્યુઆરી જાન્યુ | ફેબ્રુઆરી ફેબ્રુ | માર્ચ | એપ્રિલ | મે | જૂન | જુલાઈ | ઑગસ્ટ | સપ્ટેમ્બર "
        "સપ્ટે | ઑક્ટોબર ઑક્ટો | નવેમ્બર નવે | ડિસેમ્બર ડિસે"
    ),
    "ta": (
        "ஜனவரி ஜன | பிப்ரவரி பிப் | மார்ச் மார் | ஏப்ரல் ஏப் | மே | ஜூன் | ஜூலை | ஆகஸ்ட் ஆக | "
        "செப்டம்பர் செப் | அக்டோபர் அக் | நவம்பர் நவ | டிசம்பர் டிச"
    ),
    "te": (
        "జనవరి జన | ఫిబ్రవరి ఫిబ్ర | మార్చి | ఏప్రిల్ ఏప్రి | మే | జూన్ | జులై | ఆగస్టు ఆగ | "
        "సెప్టెంబర్ సెప్టెం | అక్టోబర్ అక్టో | నవంబర్ నవం | డిసెంబర్ డిసెం"
    ),
    "ml": (
        "ജനുവരി ജനു | ഫെബ്രുവരി ഫെബ്രു | മാർച്ച് മാർ | ഏപ്രിൽ ഏപ്രി | മേയ് | ജൂൺ | ജൂലൈ | ഓഗസ്റ്റ് "
        "ഓഗ | സെപ്റ്റംബർ സെപ്റ്റം | ഒക്‌ടോബർ ഒക്ടോ | നവംബർ നവം | ഡിസംബർ ഡിസം"
    ),
    "si": (
        "ජනවාරි ජන | පෙබරවාරි පෙබ | මාර්තු මාර් | අප්‍රේල් | මැයි | ජූනි | ජූලි | අගෝස්තු අගෝ | "
        "සැප්තැම්බර් සැප් | ඔක්තෝබර් ඔක් | නොවැම්බර් නොවැ | දෙසැම්බර් දෙසැ"
    ),
    "my": ("ဇန်နဝါရီ ဇန် | ဖေဖော်ဝါရီ ဖေ | မတ် | ဧပြီ | မေ | ဇွန် | ဇူလိုင် ဇူ | ဩဂုတ် | စက်တင်ဘာ စက် | အောက်တိုဘာ အောက် | နိုဝင်ဘာ နို | ဒီဇင်ဘာ ဒီ"),
    "th": (
        "มกราคม ม.ค | กุมภาพันธ์ ก.พ | มีนาคม มี.ค | เมษายน เม.ย | พฤษภาคม พ.ค | มิถุนายน มิ.ย | "
        "กรกฎาคม ก.ค | สิงหาคม ส.ค | กันยายน ก.ย | ตุลาคม ต.ค | พฤศจิกายน พ.ย | ธันวาคม ธ.ค"
    ),
    "km": ("មករា | កុម្ភៈ | មីនា | មេសា | ឧសភា | មិថុនា | កក្កដា | សីហា | កញ្ញា | តុលា | វិច្ឆិកា | ធ្នូ"),
    "lo": (
        "ມັງກອນ ມ.ກ | ກຸມພາ ກ.ພ | ມີນາ ມ.ນ | ເມສາ ມ.ສ | ພຶດສະພາ ພ.ພ | ມິຖຸນາ ມິ.ຖ | ກໍລະກົດ ກ.ລ | "
        "ສິງຫາ ສ.ຫ | ກັນຍາ ກ.ຍ | ຕຸລາ ຕ.ລ | ພະຈິກ ພ.ຈ | ທັນວາ ທ.ວ"
    ),
    "id": (
        "januari jan | februari feb | maret mar | april apr | mei | juni jun | juli jul | agustus agt "
        "agu | september sep | oktober okt | november nov nop nopember | desember des"
    ),
    "ms": (
        "januari jan | februari feb | mac | april apr | mei | jun | julai jul | ogos ogo | september "
        "sep | oktober okt | november nov | disember dis"
    ),
    "fil": (
        "enero ene | pebrero peb | marso mar | abril abr | mayo may | hunyo hun | hulyo hul | agosto "
        "ago | setyembre set | oktubre okt | nobyembre nob | disyembre dis"
    ),
    "sw": (
        "januari jan | februari feb | machi mac | aprili apr | mei | juni jun | julai jul | agosti "
        "ago | septemba sep | oktoba okt | novemba nov | desemba des"
    ),
    "so": (
        "janaayo jan jannaayo | febraayo feb | maarso mar | abriil abr | maayo may | juun jun | "
        "luulyo lul | agosto ogs ogosto | sebtembar seb sebteembar | oktoobar okt | noofeembar nof | "
        "diseembar dis"
    ),
    "ha": (
        "janairu jan | faburairu fab | maris mar | afirilu afi | mayu may | yuni yun | yuli yul | "
        "agusta agu | satumba sat | oktoba okt | nuwamba nuw | disamba dis"
    ),
    "am": (
        "ጃንዋሪ ጃን | ፌብሩዋሪ ፌብ | ማርች | ኤፕሪል ኤፕሪ | ሜይ | ጁን | ጁላይ | ኦገስት ኦገስ | ሴፕቴምበር ሴፕቴ | ኦክቶበር ኦክቶ | "
        "ኖቬምበር ኖቬም | ዲሴምበር ዲሴም"
    ),
    "es": (
        "enero ene | febrero feb | marzo mar | abril abr | mayo may | junio jun | julio jul | agosto "
        "ago | septiembre setiembre sept | octubre oct | noviembre nov | diciembre dic"
    ),
    "fr": (
        "janvier janv | février févr | mars | avril avr | mai | juin | juillet juil | août | "
        "septembre sept | octobre oct | novembre nov | décembre déc"
    ),
    "pt": (
        "janeiro jan | fevereiro fev | março mar | abril abr | maio mai | junho jun | julho jul | "
        "agosto ago | setembro set | outubro out | novembro nov | dezembro dez"
    ),
    "it": (
        "gennaio gen | febbraio feb | marzo mar | aprile apr | maggio mag | giugno giu | luglio lug "
        "| agosto ago | settembre set sett | ottobre ott | novembre nov | dicembre dic"
    ),
    "de": (
        "januar jan jänner | februar feb | märz mär | april apr | mai | juni jun | juli jul | august "
        "aug | september sept sep | oktober okt | november nov | dezember dez"
    ),
    "nl": (
        "januari jan | februari feb | maart mrt | april apr | mei | juni jun | juli jul | augustus "
        "aug | september sep | oktober okt | november nov | december dec"
    ),
    "sv": (
        "januari jan | februari feb | mars | april apr | maj | juni | juli | augusti aug | september "
        "sep | oktober okt | november nov | december dec"
    ),
    "da": (
        "januar jan | februar feb | marts mar | april apr | maj | juni jun | juli jul | august aug | "
        "september sep | oktober okt | november nov | december dec"
    ),
    "nb": (
        "januar jan | februar feb | mars mar | april apr | mai | juni jun | juli jul | august aug | "
        "september sep | oktober okt | november nov | desember des"
    ),
    "fi": (
        "tammikuuta tammi tammikuu tam | helmikuuta helmi helmikuu hel | maaliskuuta maalis "
        "maaliskuu maa | huhtikuuta huhti huhtikuu huh | toukokuuta touko toukokuu tou | kesäkuuta "
        "kesä kesäkuu kes | heinäkuuta heinä heinäkuu hei | elokuuta elo elokuu | syyskuuta syys "
        "syyskuu syy | lokakuuta loka lokakuu lok | marraskuuta marras marraskuu | joulukuuta joulu "
        "joulukuu jou"
    ),
    "et": (
        "jaanuar jaan | veebruar veebr | märts | aprill apr | mai | juuni | juuli | august aug | "
        "september sept | oktoober okt | november nov | detsember dets"
    ),
    "lv": (
        "janvāris janv | februāris febr | marts | aprīlis apr | maijs | jūnijs jūn | jūlijs jūl | "
        "augusts aug | septembris sept | oktobris okt | novembris nov | decembris dec"
    ),
    "lt": (
        "sausio saus sausis | vasario vas vasaris | kovo kov kovas | balandžio bal balandis | "
        "gegužės geg gegužė | birželio birž birželis | liepos liep liepa | rugpjūčio rugp rugpjūtis "
        "| rugsėjo rugs rugsėjis | spalio spal spalis | lapkričio lapkr lapkritis | gruodžio gruod "
        "gruodis"
    ),
}
