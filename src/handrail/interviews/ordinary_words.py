"""Ordinary words: English words of talk about work, families and the internet, which name nobody.

Written for this project, for one question: could this word be a name? A word that is not here, and not
made of one that is, may be one. Base forms stand here; ``is_ordinary`` undoes endings and beginnings.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY = _set(
    """
a abandon able abide about above abroad absence absent absolute absorb abstract absurd abuse academic
accelerate accent accept access accident accommodate accompany accomplish accord account accuracy accurate
accuse achieve acknowledge acquire across act action active actor actual acute adapt add addict addition
address adequate adjust admin administer administration admire admit adolescent adopt adult advance
advantage advert advertise advice advise advocate affair affect afford afraid after afternoon afterwards
again against age agency agenda agent aggressive ago agree ahead aid aim air alarm album alcohol alert
algorithm alien alike alive all allege alliance allocate allow ally almost alone along alongside already
alright also alter alternative although altogether always am amaze ambition ambulance amend among amongst
amount analyse analysis analyst ancient and anecdote anger angle angry animal announce annoy annual
anonymous another answer anticipate anxiety anxious any anybody anyhow anymore anyone anything anyway
anywhere apart apologise apology app apparent appeal appear appetite apple application apply appoint
appreciate approach appropriate approve apps april arch are area argue argument arise arm army around
arrange arrest arrive arrow art article artificial as ashamed aside ask asleep aspect assault assemble
assess asset assign assist assistant associate association assume assure at atmosphere attach attack
attempt attend attention attitude attract audience audit auditor august aunt auntie authentic author
authority automate automatic available average avoid awake award aware away awesome awful awkward baby
back background backlog backup bad badge bag balance ball ban band bang bank bar bare barely bargain barn
barrier base basement basic basically basis basket bath bathroom battery battle bay be beach bean bear
beard beat beautiful beauty became because become bed bedroom been beer before beg begin behalf behave
behaviour behavior behind being belief believe bell belong below belt bench bend beneath benefit bent
beside besides best bet better between beyond bias bible bicycle big bike bill billion bin bird birth
birthday bit bite bitter black blackmail blade blame blank blanket bless blind block blog blood blow blue
board boat body bold bomb bond bone bonus book boost boot booth border bored boring born borough borrow
boss both bother bottle bottom bought bounce boundary bow bowl box boy boyfriend brain branch brand brave
breach bread break breakdown breakfast breast breath breathe breed brick bridge brief briefing bright
brilliant bring broad broadband broadcast broke broken brother brought brown browse browser brush bubble
bucket budget bug build builder building built bulk bullet bully bump bunch bundle burden bureau burn
burst bury bus bush business busy but butter button buy by bye bystander cab cabinet cable cake calculate
call calm came camera camp campaign campus can cancel cancer candidate cannot cap capable capacity capital
captain capture car card care career careful carer carry cart case caseload cash cast casual cat catch
category cater cathedral cause caution cautious ceiling cell cent central centre center century certain
certainly certificate chain chair chairman challenge chamber champion chance change channel chaos chapter
character characteristic charge charity chart chase chat cheap cheat check cheek cheer cheese chemical
chest chicken chief child childhood childish childline chip chocolate choice choose chop chose chosen
chunk church cinema circle circuit circulate circumstance cite citizen city civil civilian claim clarify
class classic classmate classroom clean clear clerk clever click client climate climb clinic clinical
clock clone close cloth clothes clothing cloud club clue cluster coach coal coalition coast coat code
coerce coffee cognitive coin coincide cold collaborate collapse collar colleague collect college collude
colour color column combat combine come comedy comfort comfortable comic command comment commerce
commission commissioner commit committee common communicate communication community companion company
compare comparison compassion compel compensate compete competent competition complain complaint complete
complex complicate comply component compound comprehensive compromise compulsory computer con conceal
concede concentrate concept concern concert conclude conclusion concrete condition conduct conference
confess confide confidence confident confidential confirm conflict confront confuse connect conscience
conscious consensus consent consequence conservative consider considerable consist consistent consortium
constable constant constantly constitute constrain construct consult consultant consume contact contain
contemporary content contest context continue continuous contract contractor contradict contrary contrast
contribute control controversy convene convenient conversation convert convey convict convince cook cookie
cool cooperate coordinate cop cope copy core corner corporate correct correspond corridor corrupt cost
cottage cotton couch could council councillor counsel counsellor count counter counterpart country county
couple courage course court cousin cover covid cow crack craft crap crash crazy cream create creative
creature credible credit creep creepy crew crime criminal crisis criteria critic critical cross crowd
crown crucial crude cruel cruise cry crying culture cup curb cure curfew curiosity curious currency
current curriculum curtain curve custody custom customer cut cute cyber cycle dad daddy daft daily damage
dance danger dangerous dare dark darkness data database date dating daughter day dead deadline deal dealt
dear death debate debt decade decent decide decision deck declare decline decorate decrease dedicate deem
deep deeply default defeat defence defend define definite definitely definition degree delay delete
deliberate delicate delight deliver demand democracy demon demonstrate den denial deny depart department
depend depict deploy depress depth deputy derive describe desert deserve design desire desk desktop
despair desperate despite destroy detail detailed detain detect detective determine devastate develop
device devil devolve devote diagnose dialogue diary did die diet differ difference different difficult
difficulty dig digital dignity dilemma dimension dinner dip direct direction director dirty disability
disabled disagree disappear disappoint disaster disc discharge discipline disclose disclosure discount
discourage discover discovery discrete discretion discriminate discuss discussion disease disgust dish
disk dismiss disorder display dispose dispute disrupt distance distant distinct distinguish distract
distress distribute district disturb dive diverse diversity divert divide divorce do doctor document does
dog doing dollar domain domestic dominate donate done donkey door dose dot double doubt down download
downside downstairs dozen draft drag drain drama dramatic drastic draw drawer drawing drawn dream dress
drew drift drill drink drip drive driven driver drop drove drown drug drum drunk dry dual duck due duke
dull dumb dump duration during dust duty dynamic each eager ear early earn earth ease easily east easy eat
echo ecology economic economy edge edit editor educate education effect effective efficient effort egg
eight eighteen eighteenth eighth eighty either elaborate elder elderly elect election electric electronic
elegant element eleven eligible eliminate else elsewhere email emails embarrass embassy embed embrace
emerge emergency emotion emotional empathy emphasis emphasise empirical employ employee employer empower
empty enable encounter encourage encrypt encryption end endless endorse endure enemy energy enforce
enforcement engage engine engineer enhance enjoy enormous enough enquire enquiry ensure enter enterprise
entertain enthusiasm entire entitle entity entrance entry envelope environment episode equal equip
equipment era error escalate escape especially essay essence essential establish estate esteem estimate
etc ethic ethical ethnic evaluate even evening event eventual eventually ever every everybody everyday
everyone everything everywhere evidence evident evil evolve exact exactly exam examine example exceed
excel excellent except exception excess exchange excite exclude exclusive excuse execute executive
exercise exhaust exhibit exist exit expand expect expense expensive experience experiment expert expertise
explain explicit explode exploit explore export expose exposure express extend extensive extent external
extort extra extract extraordinary extreme eye fabric face facility fact factor factory fade fail failure
faint fair fairly fairy faith fake fall false fame familiar family famous fan fancy fantastic fantasy far
farm farmer fascinate fashion fast fat fatal fate father fault favour favourite favor favorite fear
feature february fed federal fee feed feedback feel fell fellow felt female feminine fence festival fetch
few fibre fiction field fierce fifteen fifteenth fifth fifty fight figure file fill film filter final
finally finance find fine finger finish fire firm first fish fit fitness five fix flag flat flaw fled
fleet flesh flew flexible flick flight flip float flood floor flow flower flown fluent fluid fly focus fog
fold folk folks follow food fool foot football for forbid force foreign foremost forensic forest forever
forget forgive forgot fork form formal format former formula forth fortnight fortunate forty forum forward
foster fought foul found foundation founder four fourteen fourteenth fourth fox fraction fragile frame
framework frankly fraud free freedom freelance freeze french frequent fresh friday friend friendship
frighten from front frontline frozen fruit frustrate fuel fulfil full fully fun function fund fundamental
funeral funny furniture further furthermore future gadget gain gallery gamble game gamer gamble gang gap
garage garden gas gate gather gave gay gaze gear geek gender gene general generate generation generic
generous genetic gentle gentleman genuine gesture get ghost giant gift gig girl girlfriend girls give
given glad glance glass global glory go goal god goes gold golden gone gonna good goodness goods google
gorgeous gossip got gotta gotten govern government governor grab grade gradual graduate grain grammar
grand grandad granddad granddaughter grandfather grandma grandmother grandparent grandson granny grant
graphic grasp grass grateful grave gravity great green greet grew grey grid grief grip groom groomer gross
ground group grow grown growth guarantee guard guardian guess guest guidance guide guideline guilt guilty
gun gut guy guys gym habit hack hacker had hair half hall halt hand handle handset handy hang happen happy
harass hard hardly hardware harm harmful harsh has hash hat hate have haven having hazard he head headline
headquarters headteacher health healthy hear heard hearing heart heat heaven heavy hectic heel height held
helicopter hell hello help helpful helpline hence her herd here heritage hero hers herself hesitate hey hi
hid hidden hide hierarchy high highlight highway hill him himself hinder hint hip hire his historic
history hit hmm hobby hold hole holiday holy home homeless homework honest honestly honey honour hook hope
hopeful hopeless horrible horrific horror horse hospital host hostile hot hotel hotline hour house
household housing how however hub huge human humble humour hundred hung hunger hungry hunt hurry hurt
husband hybrid hype hypothesis ice icon idea ideal identical identify identity ideology idiot if ignorant
ignore ill illegal illness illusion illustrate image imaginary imagine immediate immense immigrant immune
impact imperial implement implication implicit imply import important impose impossible impress impression
improve impulse in inappropriate inbox incentive inch incident include income increase incredible
incredibly indecent indeed independent index indicate individual industry inevitable infant infect infer
influence influencer inform informal information infrastructure inherent initial initiate initiative
inject injure injury ink inner innocent innovate input inquire inquiry inquest insert inside insight
insist inspect inspector inspire install instance instant instead instinct institute institution instruct
instruction instrument insult insurance insure intake integral integrate integrity intel intellectual
intelligence intelligent intend intense intensive intent interact interaction interest interface interfere
interim intermediary internal international internet interpret interrupt intervene intervention interview
interviewer intimate into intrigue introduce introduction intrusive invent invest investigate
investigation investigator invisible invite involve irony irrelevant irritate island isolate issue it item
its itself jacket jail january jealous jeans jigsaw job join joint joke journal journalist journey joy
judge judgement judgment juice july jump june junior jurisdiction jury just justice justify juvenile keen
keep kept key keyboard kick kid kidnap kill kilometre kind kindness king kingdom kiss kit kitchen knee
knew knife knock know knowledge known lab label labour lack lad ladder lady lake land landlord landline
landscape lane language laptop large laser last late lately later latter laugh launch laundry law lawyer
lay layer lazy lead leader leadership leaf leaflet league leak lean learn least leather leave lecture led
left leg legacy legal legend legislate legislation legitimate leisure lend length lens less lesson let
letter level leverage liability liable liaise liaison liar liberal liberty library licence license lie
lied life lifestyle lifetime lift light like likelihood likely limb limit line link lip list listen lit
literacy literal literally literature little live lively living load loan lobby local locate location lock
lockdown log logic logical login logo lonely long look loop loose lord lose loss lost lot lots loud lounge
love lovely lover low loyal luck lucky lunch lung luxury lying machine mad made magazine magic magistrate
mail main mainly mainstream maintain major majority make maker male mall mam man manage manager mandate
mandatory manner manual manufacture many map march margin marginal mark market marriage married marry mask
mass massive master match mate material math maths matter mature maximum may maybe mayor me meal mean
meaning meaningful means meant meantime meanwhile measure meat mechanic mechanism media mediate medical
medicine medium meet melt member memo memory men mental mention mentor menu mercy mere merge merit mess
message messenger met metal method metre mid middle midnight might mile milestone military milk mill
million mind mindset mine mini minimal minimise minimum minister ministry minor minority minus minute
mirror miserable misery miss missing mission mistake misuse mix mixture mobile mode model moderate
moderator modern modest module mom moment monday money monitor monster month mood moon moral more moreover
morning mortgage most mostly mother motion motivate motive motor mould mount mountain mouse mouth move
movement movie much mud multi multiple mum mummy mums murder muscle museum music musical must mutual my
myself mystery myth naive naked name namely nan nana narrative narrow nasty nation national native natural
nature naughty near nearby nearly neat necessary neck need needle negative neglect negotiate neighbour
neighbourhood neither nephew nerve nervous net network neutral never nevertheless new newborn newcomer
newly news newsletter newspaper next nice niece night nightmare nil nine nineteen nineteenth ninety ninth
no nobody nod noise none nonetheless nonsense noon nope nor norm normal north nose not note notebook
nothing notice notify notion notorious nought november novel now nowadays nowhere nude nudes number
numerous nurse nursery nut oath obey object objective oblige obscene observe obsess obstacle obtain
obvious obviously occasion occasional occupy occur ocean october odd of off offence offend offender offer
office officer official offline often oh oil okay ok old older on once one ones ongoing online only onto
onwards open opening operate operation operational operator opinion opponent opportunity oppose opposite
opt optimal optimist option optional or oral orange order ordinary organ organic organise organisation
organization organised origin original other others otherwise ought our ours ourselves out outbreak
outcome outdoor outer outfit outlet outline outlook output outrage outreach outside outstanding over
overall overcome overlap overlook overnight overseas oversee oversight overtime overwhelm overwhelming owe
own owner ownership pace pack package pad paedophile paid pain painful paint pair palace pale palm pan
pandemic panel panic pant paper paradox paragraph parallel parcel pardon parent parental parish park
parliament part partial participate participant particular particularly partly partner partnership party
pass passage passenger passion passive passport passphrase password past pastoral pasture patch path
pathetic pathway patience patient patrol pattern pause pavement pay payment peace peak peer pen penalty
pencil pending pension people per perceive percent percentage perception perfect perform performance
perhaps period permanent permission permit perpetrator persist person personal personality personally
personnel perspective persuade pet petition petrol phase phenomenon philosophy phone photo photograph
phrase physical piano pick picture pie piece pig pile pill pilot pin pinch pink pint pipe pitch pity pizza
place plain plan plane planet plant plastic plate platform play playground plead pleasant please pleasure
pledge plenty plot plough plug plus pocket poem poet poetry point poison pole police policeman policewoman
policing policy polish polite political politician politics poll pool poor pop popular population porn
pornography port portal portfolio portion portrait pose position positive possess possibility possible
possibly post postcode poster postpone potato potential pound pour poverty power powerful practical
practice practise practitioner praise pray prayer preach precaution precede precious precise precisely
predator predict prefer pregnant prejudice preliminary premise premium preparation prepare presence
present preserve president press pressure presumably presume pretend pretty prevail prevalence prevent
prevention preventive previous previously prey price pride priest primarily primary prime primitive prince
principal principle print prior prioritise priority prison prisoner privacy private privilege prize pro
proactive probable probably probation problem procedure proceed process procure produce product profession
professional professor profile profit program programme progress prohibit project prolific prominent
promise promote prompt prone proof propaganda proper properly property proportion proposal propose
prosecute prosecution prosecutor prospect protect protection protective protest protocol proud prove
provide provider province provision provoke proxy psychiatry psychological psychologist psychology pub
public publication publicity publish pull pump punch punish pupil purchase pure purple purpose pursue push
put puzzle qualify quality quantity quarter queen query question questionnaire queue quick quickly quid
quiet quit quite quiz quota quote race racial racist radical radio rage rail rain raise rally ran random
rang range rank rape rapid rapport rare rarely rat rate rather ratio rational raw reach react reaction
read reader readily ready real realise reality really realm rear reason reasonable reassure recall receipt
receive recent recently reception recipe recipient reckon recognise recommend record recover recovery
recruit red redact reduce reduction refer referral reflect reflection reflexive reform refresh refuge
refugee refuse regard regardless regime region regional register regret regular regularly regulate
regulation regulator reinforce reject relate relation relationship relative relatively relax release
relevant reliable relief relieve religion religious reluctant rely remain remark remarkable remedy
remember remind remote removal remove render rent repair repeat repetition replace reply report reporter
represent representative reproduce republic reputation request require rescue research researcher resemble
reserve residence resident residential resign resilience resilient resist resolution resolve resource
respect respective respond respondent response responsibility responsible rest restaurant restore restrain
restrict result resume retail retain retire retired retreat retrieve return reveal revenge revenue reverse
review revise revolution reward rewind rhythm rich rid ride ridiculous right rigid ring riot rip rise risk
risky ritual rival river road rob robot robust rock role roll romance romantic roof room root rope rose
rotate rough roughly round route routine row royal rub rubbish rude ruin rule rumour run rung rural rush
sack sad sadly safe safeguard safeguarding safely safer safety said sail saint sake salary sale salt same
sample sanction sand sandwich sang sat satisfaction satisfy saturday sauce save saw say scale scam scan
scandal scare scary scatter scenario scene sceptical schedule scheme scholar school science scientific
scientist scope score scrap scratch scream screen screenshot script scroll scrutiny sea seal search season
seat second secondary secondly secret secretary section sector secure security see seed seek seem seen
segment seize seldom select selfie selfies self sell semester send senior sense sensible sensitive sent
sentence separate september sequence sergeant series serious seriously servant serve server service
session set setting settle seven seventeen seventeenth seventh seventy several severe sex sexting
sextortion sexual sexuality sexy shade shadow shake shall shame shape share sharp she shed sheep sheet
shelf shell shelter sheriff shield shift shine ship shirt shit shock shoe shoot shop short shot should
shoulder shout shove show shower shrink shut shy sibling sick side sidelined sigh sight sign signal
significant silence silent silly silo silver similar similarly simple simply simultaneous sin since
sincere sing single sink sir sister sit site situation six sixteen sixteenth sixth sixty size skeptical
skill skin skip sky slap slave sleep slice slide slight slightly slip slot slow slowly slut smack small
smart smartphone smell smile smoke smooth snap snow so soap sober soccer social society sock soft software
soil sold soldier sole solicitor solid solution solve some somebody someday somehow someone something
sometime sometimes somewhat somewhere son song soon sophisticated sorry sort sought soul sound source
south space spare speak speaker special specialist specialise species specific specifically specify
spectrum speech speed spell spend spent spin spirit spite split spoil spoke spoken sponsor sport spot
spotlight spouse spray spread spring square squad squeeze stable staff stage stair stake stakeholder stall
stamp stance stand standard star stare start startle starve state statement station statistic status
statute stay steady steal steam steel steep steer stem step stereotype stick sticky stiff stigma still
stimulate stir stock stole stolen stomach stone stood stop storage store storm story straight
straightforward strain strand strange stranger strategic strategy stream street strength strengthen stress
stressful stretch strict strike string strip strong structure struggle stuck student studio study stuff
stumble stupid style subject submit subsequent subsequently substance substantial substitute subtle suburb
succeed success successful successive such suck sudden suddenly sue suffer sufficient sugar suggest
suggestion suicide suit suitable sum summarise summary summer sun sunday superintendent superior supervise
supervision supervisor supper supply support supportive suppose supreme sure surely surf surface surgery
surprise surprising surrender surround surveillance survey survive survivor suspect suspend suspicion
suspicious sustain swallow swap swear sweat sweep sweet swift swim swing switch sworn symbol sympathy
symptom syndrome system table tablet taboo tackle tactic tag tail take taken tale talent talk tall tank
tap tape target task taste taught tax taxi tea teach teacher team tear tears tease tech technical
technically technique technology teen teenage teenager teens teeth telephone television tell telly temper
temperature temple temporary tempt ten tenant tend tendency tender tense tension tenth term terminal terms
terrible terribly terrify territory terror terrorism test testify testimony text textbook than thank
thankful thanks that the theatre theft their theirs them theme themselves then theoretical theory
therapist therapy there thereby therefore these they thick thief thin thing think third thirteen
thirteenth thirty this thorough those though thought thousand thread threat threaten three threshold threw
thrill thrive throat through throughout throw thrown thumb thursday thus tick ticket tidy tie tight till
time timeline timely timing tin tiny tip tired tissue title to toast toddler together toilet told
tolerance tolerate toll tomorrow tone tongue tonight too took tool toolkit tooth top topic torture toss
total totally touch tough tour tourist toward towards tower town toxic toy trace track trade tradition
traditional traffic traffick trafficking tragedy tragic trail train trainee trainer training trait
transcript transfer transform transition transit translate transmit transparency transparent transport
trap trash trauma traumatic travel tray treat treatment tree tremendous trend trial triangle tribunal
trick tricky tried trigger trip triple trivial troll troop trophy trouble truck true truly trust
trustworthy truth try tube tuesday tuition tune turn tutor twelfth twelve twentieth twenty twice twin
twist two type typical typically ugly uh ultimate ultimately um umbrella unaware uncle unclear
uncomfortable under undergo undergraduate underground underlie underlying undermine underneath understand
understanding understood undertake unfold unfortunate unfortunately unhappy uniform union unique unit
unite unity universal universe university unknown unless unlike unlikely until unusual up update upgrade
upload upon upper uppermost upset upside upstairs upwards urban urge urgent us usage use used useful
useless user username usual usually utter vague valid valley valuable value van variable variation variety
various vary vast vehicle venture venue verb verbal verdict verify version versus very vessel via vibe
victim victory video view viewer vigilante village violate violence violent virtual virtually virus
visible vision visit visitor visual vital vocabulary voice void volume volunteer vote voucher voyage
vulnerability vulnerable wage waist wait wake walk wall wander want war ward warm warn warrant was wash
waste watch water wave way we weak weakness wealth weapon wear weather web webcam website wedding
wednesday wee weed week weekday weekend weekly weigh weight weird welcome welfare well went were west wet
what whatever whatnot whatsoever wheel when whenever where whereas whereby wherever whether which
whichever while whilst whisper whistle white who whoever whole whom whose why wicked wide widely
widespread widow wife wifi wild will willing win wind window wine wing winter wipe wire wisdom wise wish
wit with withdraw within without witness wolf woman women won wonder wonderful wood wooden word work
worker workflow workforce working workload workplace workshop world worldwide worried worry worse worst
worth worthwhile worthy would wound wow wrap wreck write writer written wrong wrote yard yeah year years
yell yellow yep yes yesterday yet yield you young younger youngest youngster youngsters your yours
yourself yourselves youth yup zero zone is isn't an today autumn triage mailbox slogan memorandum
signature competitor goodbye calendar criterion secrecy sofa banana wallpaper fella graph interval ll ve
re pot predecessor ribbon envy systematic lenient lottery brake gymnasium punctual maintenance confiscate
diploma congress shareholder abolish decree courier bound comma summons acquaintance fever peasant prudent
mosquito hashtag cynical sprint doom checkbox villain emotes headcount brutal sore median intern architect
hinge brochure aquarium exaggerate commercial courteous cupboard halve trademark brisk directorate purse
buckle raid fishery gateway circular summit bereave taxpayer grumble porcelain asymmetry testimonial
courtesy alibi footnote diligent diligence ceremony ignoble quarrel goodwill administrative foresee
laboratory thirst biscuit going renew genius skyscraper thermometer warmth refute metaphor preferably
hesitant academy handover pm lunchtime noun abundance id demo page stale ledger manifest attribute
adversity digest malice tutorial expire archive repository snapshot appraisal transcribe academia expiry
workbook shorten pseudonym academic loopback interval suite purge synthetic beginner bail bailiff bakery
balcony bald ballet bamboo barbecue barber bark basketball bathe bee beg beast beggar berry bet bead beef
betray bind bingo bishop blast bleed blend blink blouse blush boil bolt bonfire borderline bounce bra
brass breeze bride bubble buddy buffet bulb bump buried butcher cage canal candle canteen canvas cape
caravan cardboard cardigan cargo carnival carpet carrot castle catalogue cave cease chalk champagne chap
charm charming chef chess chill chimney chin choir chunk cigarette clap clash clay cliff cloakroom closet
clown clumsy coconut collision comb comfy comma compass composer concerning confine congratulate
constituency constituent consul container contempt convict coping copper cord cork cosy couch cough
courier courtyard cradle crane crawl crayon crisp crisps crossing crossroads crow cruelty crumb crush
crust cube cuddle cupboard curl curry cushion cyclist dairy dam damp darling dart dash dawn daylight deaf
deer delusion dental dentist deposit devotion dice diesel diligence dinosaur dock doll dolphin donor dorm
doughnut dove drained dread drone drum dye eagle earring echo eel elbow elephant elevator embarrassing
embassy emperor empire encounter envy evict exile eyebrow eyebrows fairytale fairground feather festive
fiddle fireplace firework fist flame flash flask flavour flesh flour flute foam foil forehead fountain
fowl freckle freezer frog frost frown fur gallop garlic garment gasp gem ghost giggle ginger giraffe glove
glow glue goat goose gown grape grease greed grill grin grocer grocery guitar gum hail ham hammer hamster
handbag handkerchief handwriting harbour harvest hay headache hedge hen hiccup hike hinge hockey hood
hoover hop horizon horn hose housewife hug hum hut immature imprison indoors inn insect invasion invoice
iron itch ivory jail jam jar jaw jelly jewel jog jolly jumper jungle kettle kidney kite kitten knit knob
knot lamb lamp lawn leap leash lemon lemonade lettuce lid lion liquid litter lizard lobster locker loft
lollipop luggage lump mango maple marble marathon marsh mattress maze meadow melon mermaid mess messy
midday milkshake mint mist mole monk monkey moss motorbike motorway muddle mug mule mushroom mustard nail
napkin naval navy necklace nest nettle nightclub noodle nut oak oar olive onion oven owl ox oyster paddle
parachute parrot pasta paste pastry paw pea peach peanut pear pebble peel pepper pheasant picnic pier
pigeon pillow pine plaster pliers plum plumber polar pond pony porch porridge pottery pram prawn princess
pudding puddle pumpkin puppet puppy pyramid quack quilt rabbit raft rag rainbow raisin rake raspberry
razor recycle reef rein reindeer rib ribbon rice roast robin rocket rod rooster rug ruler runway saddle
sailor salad salmon saucepan sausage saw scarf scissors scooter scout seagull seaside seed shampoo shark
shave shawl shed shiver shovel shrimp silk skateboard skate skeleton ski skirt skull slipper sloppy snack
snail snake sneeze soak soap socket soup spade spider spinach spoon squirrel stain starfish statue steak
stir storey straw strawberry stripe sunflower sunlight sunny sunrise sunset sunshine surname sweater swan
syrup tadpole tailor tan tangle teapot tent terrace textile thorn thumb thunder tile tiger tights toad toe
toffee tomato toothbrush toothpaste torch tortoise towel tractor treasure trousers trumpet trunk tuna
tunnel turkey turtle twig tyre underwear unicorn vacuum vanilla vase vegetable veil vest vet violin
volcano waiter waitress walnut walrus wardrobe warehouse wasp waterfall weave weep whale wheat wheelchair
whip wig windmill wizard wool worm wrist yacht yoga yoghurt zebra zip zoo buyer older newer lower fewer
later wider player taller dont doesnt didnt cant wont wouldnt couldnt shouldnt isnt arent wasnt werent
hasnt havent hadnt im ive ill youre youve theyre theyve weve thats whats theres heres hes shes lets ace
accountable acronym aftermath airport allegation alternatively anonymity appalling approx aspiration
assembly asylum attendance autism autistic avatar awareness bandwidth banter barrister baseline bedtime
beforehand bespoke bilateral bingo binge bitcoin blackout bloke bluetooth bogus bottleneck boundaries
brainstorm burnout buzz bytes caretaker catfish caveat celebrity charger chatbot checklist chatroom chuck
cisgender clickbait cliche clunky cohort collateral commute complacent comprise consultation consumer
conviction cordon coroner correlation councils counselling courtroom covert creator crossover crypto
cyberbullying cybercrime dashboard deepfake deepfakes defendant delegate demographic denominator
desensitise disinformation disparity disproportionate dodgy doorstep downturn dropout duplicate dyslexia
eighties eighteens emoji emojis empathetic endemic entrap escort euphemism evolve exec explicitly familial
feasible feeds fibs firewall firsthand flashback fluctuate footage footprint forefront fraught freak
freshers fridge friendly ghosting gimmick governance grassroots gripe handbook hassle hateful heads
hearsay heartbreaking helpless heterogeneous hierarchical hindsight holistic hoodie hoops horrendous
hotspot humiliate hundreds icebreaker ideally illicit imagery impartial impersonate incest inclusive
incoming infiltrate inhibit inpatient insane instagram interagency interpersonal intersection isolation
jargon jeopardy jokey juggle junk kinda knackered lagging laid lapse laughable lesbian livestream
livestreaming logistics lookalike loophole loner malicious malware manageable mandated manipulate meme
memes metadata microphone midst misinformation mindful misogyny module moderation multiagency
multidisciplinary naivety nationwide necessarily neurodiverse niche nineties nomination nuance nuanced
nudge obligation offensive omit oomph onboarding onset orientation ostracise outdated outsource paediatric
paperwork parenting patchwork patchy patronising peculiar pervasive piecemeal pinpoint pixel playbook
plethora plural podcast policymaker postgraduate postgrad powerless predatory predominantly preschool
prescriptive proactively proforma prolonged proportionate puberty pyjamas qualitative quantitative
quarterly queer quirk ramification ransom readiness rebrand reckless reconcile redress reiterate remit
remorse replicate repercussion respectful retention retrospective revictimise rigorous rollout rota
safeguarder scapegoat secondment seminar seventies shitty shortage shortcut sideways signpost sixties
skillset skype snapchat sociology solely sorta spam spike spiral spreadsheet stalk stalker standpoint
startup staggering statutory stepdad stepfather stepmother stepmum stereotypical stigmatise streamline
strategically streetwise subconscious subscribe subtlety superficial swathe synergy tangible taskforce
teamwork telecom template terrifying testament textured thematic thirties thirteens thousands tiktok
timeframe tokenistic tracker tranche trans transgender transnational trickle trolling troubling twenties
twitter typology underage underestimate underpin underreport unfair unpack unpredictable unwanted
upbringing upskill usability utilise utterly vape verbatim versatile viable vicarious victimise
victimisation viral vlog vulnerable walkthrough warranted webinar wellbeing whatsapp whereabouts
whistleblower whiteboard wholly widespread willingness wireless withhold workaround youtube yous ya gotcha
lemme dunno cos cuz til hm mhm aha ooh wanna nah aye ta cheers mate ma'am o'clock facebook roblox discord
fortnite minecraft telegram reddit zoom teams netflix gmail outlook iphone ipad android xbox playstation
twitch omegle kik linkedin tinder pinterest
"""
)
"""Base forms, and common forms that no rule makes."""

IRREGULAR = _set(
    """
ate bade beaten became began begun bent bitten blew bled bought bred built burnt caught children chose
clung crept dealt dove drank drawn drove dug eaten fallen fed feet fled flung forgotten forgiven forbidden
fought froze geese ground grown hidden hung kept knelt knew laid lain leapt learnt leant lent lit lives
men mice mistaken overcame paid rang ridden risen rode rung sang sank sewn shaken shone shook shot shown
shrank shut sat slept slid slung sold sought sown sped spelt spilt spoilt spoken sprang spun stolen stood
striven struck stuck stung stunk swam swept swollen sworn swore swum swung taken taught teeth thieves
thrown told tore torn trod understood undertook upheld wept withdrew withdrawn withheld woke woken won
wore worn wound wove woven written wives women knives leaves halves selves wolves shelves criteria vanish
finish banish data phenomena bases analyses crises theses media
"""
)

_SUFFIXES = (
    ("'s", ("",)),
    ("’s", ("",)),
    ("s'", ("s",)),
    ("ies", ("y", "ie")),
    ("es", ("", "e", "is")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("iness", ("y",)),
    ("ily", ("y",)),
    ("er", ("", "e")),
    ("ers", ("", "e")),
    ("or", ("", "e")),
    ("ors", ("", "e")),
    ("est", ("", "e")),
    ("ing", ("", "e", "ie")),
    ("ings", ("", "e")),
    ("ly", ("", "le")),
    ("y", ("", "e")),
    ("ness", ("",)),
    ("ment", ("", "e")),
    ("ments", ("", "e")),
    ("able", ("", "e")),
    ("ability", ("", "e", "able")),
    ("ful", ("", "y")),
    ("less", ("",)),
    ("al", ("", "e")),
    ("ally", ("", "e", "al", "ic")),
    ("iance", ("y",)),
    ("iant", ("y",)),
    ("ance", ("", "e", "ant")),
    ("ence", ("", "e", "ent")),
    ("ation", ("", "e", "ate", "y")),
    ("ations", ("", "e", "ate", "y")),
    ("ion", ("", "e", "ate")),
    ("ions", ("", "e", "ate")),
    ("ive", ("", "e")),
    ("ous", ("", "e", "y")),
    ("ise", ("", "e", "y")),
    ("ised", ("", "e", "y")),
    ("ising", ("", "e", "y")),
    ("ish", ("", "e")),
    ("ist", ("", "y")),
    ("ists", ("", "y")),
    ("ship", ("",)),
    ("hood", ("",)),
    ("ward", ("",)),
    ("wise", ("",)),
    ("like", ("",)),
    ("proof", ("",)),
)
_LONG_STEMS = ("al", "ally", "ance", "ence", "ist", "ists", "or", "ors", "ous")
_SHORT_STEMS = (
    "'s",
    "’s",
    "s'",
    "ies",
    "es",
    "s",
    "ied",
    "ed",
    "ing",
    "ings",
    "ly",
    "ier",
    "ily",
    "ers",
    "less",
    "ful",
)
_PREFIXES = (
    *("un", "re", "non", "pre", "over", "mis", "dis", "in", "im", "ir", "under", "out", "inter"),
    *("multi", "anti", "co", "sub", "up", "down", "self", "post", "counter", "cyber", "micro", "mid"),
)
_SHORT_FORMS = frozenset(["can't", "won't", "shan't", "ain't", "o'clock", "ma'am", "y'know", "'cause"])
_CONTRACTION = re.compile(r"(?P<stem>.+?)(?:n['’]t|['’](?:s|m|re|ve|ll|d|em|all))")
# No name ends so.
_SURE_ENDING = re.compile(
    r".{2,}(?:tions?|sions?|isms?|ically|ologys?|ologists?|ological|ingly|edly|fully|ously|ively|ality|ivity|bility"
    r"|isation|ization|ables?|ibles?|ments?|tional|ified|ifying|ising|izing|ised|ized)"
)


def is_ordinary(word: str) -> bool:
    """Return whether a word is an ordinary English one, in any of its usual forms.

    Examples
    --------
    >>> words = ("didn't", "Safeguarding", "parents'", "year-old", "Whitfield", "mark")
    >>> [is_ordinary(word) for word in words]
    [True, True, True, True, False, True]
    """
    return _ordinary(word.casefold().replace("’", "'"))


@lru_cache(maxsize=65536)
def _ordinary(word: str) -> bool:
    if (
        len(word) < 2
        or word in _SHORT_FORMS
        or word in ORDINARY
        or word in IRREGULAR
        or _SURE_ENDING.fullmatch(word)
    ):
        return True
    if "-" in word:
        return all(_ordinary(part) for part in word.split("-") if part)
    contraction = _CONTRACTION.fullmatch(word)
    if contraction and _ordinary(contraction["stem"]):
        return True
    if any(_from(stem) for stem in _stems(word)):
        return True
    return any(
        word.startswith(prefix) and len(word) - len(prefix) > 3 and _plain(word[len(prefix) :].lstrip("-"))
        for prefix in _PREFIXES
    )


def _plain(word: str) -> bool:
    return _from(word) or any(_from(stem) for stem in _stems(word))


def _from(stem: str) -> bool:
    return len(stem) > 2 and (stem in ORDINARY or stem in IRREGULAR)


def _stems(word: str) -> list[str]:
    """Return what a word may be made from."""
    found: list[str] = []
    for ending, instead in _SUFFIXES:
        if len(word) - len(ending) < 2 or not word.endswith(ending):
            continue
        base = word[: -len(ending)]
        if len(base) < (5 if ending in _LONG_STEMS else 2 if ending in _SHORT_STEMS else 4):
            continue  # hamish, peter, grewal
        found += [base + letters for letters in instead]
        if base[-1] == base[-2] and ending in ("ed", "ing", "er", "ers", "est", "y", "able"):
            found.append(base[:-1])  # planning, stopped
    return found + [stem for one in found for stem in _plurals(one)]


def _plurals(word: str) -> tuple[str, ...]:
    return (word[:-1],) if word.endswith("s") and len(word) > 4 else ()
