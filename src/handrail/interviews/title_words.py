"""Title words: what stands before, after or inside a name, and the capitals that name nobody."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _set(
    "baroness earl duke mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend father "
    "sister canon imam rabbi councillor cllr pc wpc dc ds di dci dcs dsu sgt sergeant inspector "
    "constable superintendent detective pcso acc dcc cc insp supt judge justice officer captain nurse "
    "uncle aunt auntie aunty nan grandma grandad coach herr frau hr fr dhr mevr mevrouw meneer mijnheer "
    "monsieur madame mme mlle m. señor señora sr sra signor signora dott dottoressa pan pani senhor "
    "senhora doktor kommissar commissaire kriminalhauptkommissar polizeihauptmeister brigadier"
)
"""Before a name: the word after it is one."""

SPOKEN_RANKS = _set(
    "detective chief inspector constable sergeant superintendent police special acting temporary"
)
"""In a row before a name: detective chief inspector …"""

NEVER_NAMES = _set(
    "i i'm i'd i've i'll i’m i’d i’ve i’ll ok okay mr mrs ms monday tuesday wednesday thursday friday "
    "saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays january february "
    "march april june july august september october november december christmas easter ramadan eid god "
    "bible internet covid brexit facebook instagram tiktok snapchat snap whatsapp youtube twitter roblox "
    "discord fortnite minecraft telegram reddit skype zoom teams netflix google microsoft apple android "
    "iphone ipad xbox playstation twitch omegle kik linkedin tinder pinterest wikipedia excel powerpoint "
    "outlook gmail wifi messenger onlyfans amazon meta signal threads spss nvivo bluetooth usb pdf sms "
    "uk usa us eu un tv dvd cd pc it ai ict id ip dna gps vpn faq hr hq ceo cto pr ngo ngos phd msc ba "
    "bsc gcse gcses csa csam cse ocse iioc gdpr dpia pe pshe rse adhd asd send sen ptsd lgbt lgbtq "
    "lgbtqi lgbtq+ am pm int q a p r tbc asap diy vr ar app apps sim"
)
"""Capitals that name nobody: weekdays, large platforms, common abbreviations."""

BODY_WORDS = _set(
    "police constabulary policing school academy college university council trust hospital surgery "
    "clinic centre center foundation charity institute institution agency association federation society "
    "partnership service services authority board unit team squad division department directorate office "
    "bureau ministry court church mosque synagogue temple parish club gym library museum theatre station "
    "project programme initiative network forum group company ltd limited plc inc llp gmbh ag bv sa srl "
    "ngo hub home nursery kindergarten prison house hall cathedral line helpline foundation alliance "
    "union polizei polizeipräsidium polizeidirektion landeskriminalamt schule gymnasium grundschule "
    "universität hochschule verein stiftung jugendamt kreis politie gemeente stichting universiteit "
    "hogeschool commissariat préfecture mairie lycée collège école université association fondation "
    "gendarmerie comisaría ayuntamiento universidad colegio instituto fundación policía questura comune "
    "università scuola liceo fondazione polizia komenda szkoła uniwersytet fundacja policja kommune "
    "skole politi kommun polis polisen skola"
)
"""In the name of an organisation, mostly at its end."""

STRONG_BODY_WORDS = _set(
    "police constabulary school academy college university council trust hospital surgery clinic "
    "foundation institute ltd limited plc gmbh church mosque nursery library prison primary infants "
    "infant juniors junior secondary grammar high"
)
"""Those before which, without capitals, the name of an organisation is looked for."""

GENERIC = _set(
    "the a an my our your his her their its this that these those each every any some no all other "
    "another both either neither which what whose local national british european international federal "
    "state private public secret special new old big small large little good bad same different whole "
    "first second third last next primary secondary high junior infant grammar boarding middle nursery "
    "special independent own former current one two three four five six seven eight nine ten many few "
    "several most more less central regional rural urban metropolitan neighbouring neighboring armed "
    "military traffic riot border transport community city county town district borough parish village "
    "health mental sixth form university college school police hospital children's women's youth young "
    "online cyber digital in at of to for from with by and or but so as is was were are be been had have "
    "has do did if when where while because then than how why who not just only even at-risk mainstream "
    "faith catholic church day night after before during between against about into onto over under "
    "through like"
)
"""Before a body word, these make no name of it: the local police, my old school."""

ROLE_WORDS = _set(
    "chief constable detective inspector sergeant superintendent deputy assistant acting temporary "
    "commissioner officer police crime and head of lead leader manager director chair chairman "
    "chairwoman executive president vice secretary minister home foreign office member parliament "
    "headteacher head teacher principal senior junior child children protection safeguarding digital "
    "media online safety investigator investigations investigation investigative exploitation abuse "
    "sexual unit team service services department crown prosecution social worker workers work care "
    "youth justice act data public health interviewer interviewee moderator facilitator researcher "
    "participant speaker respondent witness questioner translator interpreter transcriber government "
    "internet liaison designated intelligence cyber cybercrime crime response neighbourhood trust "
    "consultant analyst engineer policy legal counsel general manager royal assent house lords state "
    "science technology security safety harm harms innovation culture sport sports families education "
    "communications accounts ministers questions permanent parliamentary session affairs treasury audit "
    "report select inquiry chamber cabinet opposition vulnerable communities women equality equalities "
    "spokesperson officers detectives inspectors sergeants sexually act assent commons prime agency "
    "authority board committee council department ministry institute international national european "
    "union commission court high supreme magistrates day week year key stage"
)
"""Capitals of a role, a law or a kind of body: alone they name nobody."""

STREET_WORDS = _set(
    "street road lane avenue drive close crescent terrace gardens grove way square place row hill park "
    "court mews walk parade rise view green mount wharf quay st rd ave ln"
)

STREETS_ALONE = _set("street road lane avenue crescent terrace gardens")
"""Street words that are hardly ever anything else."""

FUNCTION = _set(
    "a an the this that these those my your his her its our their i you he she it we they me him us them "
    "who whom which what when where why how if then than so and or but nor for of in on at by to from "
    "with without about into onto over under after before between through during against among as is are "
    "was were be been being am do does did done have has had having will would shall should can could "
    "may might must not no yes yeah ok okay well just really very quite too also only even still already "
    "never always often sometimes ever again here there now said says say saying told tell tells asked "
    "ask asks called call calls came come comes went go goes gone got get gets put made make makes took "
    "take takes gave give gives left leave knew know knows thought think thinks felt feel feels found "
    "find wrote rang spoke sent saw see seen wanted want wants used use uses works worked work lives "
    "lived live moved because while until since though although all any some each every both either "
    "neither one two three more most many much few other another such own same up down out off back away "
    "something someone anything anyone nothing nobody everything everyone like get going been first last "
    "next"
)
"""Words that no name cue reaches over."""

PERSON_VERBS = _set(
    "said says told asked rang called phoned wrote sent left came went moved joined found noticed knew "
    "thought did had was is has kept took gave made worked works lives lived started began retired "
    "explained replied answered helped saw looked spoke"
)
PERSON_NOUNS = _set(
    "boy girl lad lass kid child man woman colleague friend partner wife husband son daughter brother "
    "sister mother father mum dad niece nephew cousin neighbour victim survivor teacher boss manager "
    "analyst one person"
)
BEFORE_PERSON = _set(
    "so then think believe know as like and if when that ask asked thank thanked thanks with told tell "
    "because but hi hello hey dear says"
)

HAMLETS = _set(
    "bridge hill green side end wood bay head heath common gate cross town castle vale moor mouth valley "
    "island forest park"
)
"""Second words of places: Hebden Bridge."""

FORE_PLACES = _set("st saint market bad great little upper lower san santa são bishop's king's")
"""First words of places: Market Harborough."""

MONTH_BEFORE = _set(
    "in since last until till by from next this of early late mid and or every around before after during end"
)
MODALS = _set("may will")

PLACE_BEFORE = _set("in from near outside around via towards")

NATIONAL_BODIES = _set(
    "nca ceop nspcc iwf ncmec fbi cia gchq europol interpol eurojust ofcom ofsted ico bbc itv nhs cps "
    "npcc inhope unicef unesco who nato weprotect barnardo's childline bka bundeskriminalamt frontex "
    "oecd hmic hmicfrs acpo"
)
"""National and international bodies: as little a name as a country is."""

NOT_A_STREET = _set(
    "minute minutes hour hours day days week weeks month months year years mile miles people officers "
    "percent per cent kids children times main high cross side back whole long hard open safe right "
    "wrong dark good new old common public private"
)
"""Before the word for a street, these make no address of it: 20 minutes drive."""

PARTICLES = _set(
    "de del della di da do dos das du d' la le les van von zu zur der den ter 't el al bin ibn op"
)
"""In small letters before a surname."""

SURE_TITLES = _set(
    "mr mrs ms miss dr pc dc ds di dci prof professor sir dame lord lady cllr councillor herr frau madame"
)
"""Titles that are hardly ever anything else when nothing has a capital."""

LAST_RANKS = _set("inspector constable sergeant superintendent detective")

LARGER = _set("university college city town village diocese borough county district council bishop")
"""What is named by "of": the university of …"""

INTRODUCING = _set("called named hi hello dear")
