"""Names, places and bodies for invented interviews: many that no list of frequent names holds.

Each pool is parted by position: even seeds of the measuring tool's tuning half draw from one part, the
held-out seeds from the other, so that no name of the reported figures was seen while the detector was
made.
"""

from __future__ import annotations


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


GIVEN = _parted(
    "Sarah|Tom|Priyanka|Aled|Saoirse|Tadhg|Oonagh|Fergus|Ngozi|Chidi|Kwame|Adaeze|Folasade|Tunde|Zainab|"
    "Yasmeen|Haroon|Farzana|Tariq|Shabnam|Gurpreet|Harjit|Sukhwinder|Manpreet|Lakshmi|Venkat|Deepika|"
    "Rohan|Anouk|Joost|Marloes|Sjoerd|Wietske|Femke|Thijs|Maarten|Liselotte|Gunther|Annegret|Hartmut|"
    "Friederike|Wiebke|Torben|Solveig|Ragnhild|Eystein|Liv|Sindre|Aino|Eero|Tuulikki|Janne|Mirjam|"
    "Katrijn|Wouter|Bart|Griet|Leentje|Clotilde|Thibault|Maelle|Gwenael|Solene|Yannick|Ludivine|Beatriz|"
    "Goncalo|Inês|Rui|Catarina|Iker|Nerea|Ainhoa|Xabier|Montserrat|Jordi|Oriol|Leocadia|Gennaro|Ornella|"
    "Fiorenza|Ruggero|Ilenia|Bozena|Zbigniew|Halina|Grazyna|Radoslaw|Bartosz|Jaroslav|Zdenka|Vlasta|"
    "Bohumil|Ondrej|Radka|Ildiko|Gergely|Zoltan|Eszter|Bogna|Ilinca|Mircea|Ruxandra|Costel|Despina|"
    "Stavroula|Evangelos|Kyriaki|Panagiotis|Snezhana|Plamen|Desislava|Vesna|Zlatko|Dragica|Mladen|"
    "Ljubica|Rasa|Vytautas|Jurgita|Gintaras|Ieva|Andris|Liga|Maarika|Toomas|Blathnaid|Caoimhe|Cormac|"
    "Eilidh|Hamish|Iona|Morven|Struan|Angharad|Gethin|Lowri|Iestyn|Carys|Emyr|Hyacinth|Winston|Delroy|"
    "Marcia|Leroy|Cressida|Jocasta|Peregrine|Tabitha|Barnaby|Ottilie|Rafferty|Mabel|Ethel|Norma|Hazel|"
    "Ivy|Olive|Grace|Faith|Hope|Joy|Mark|Will|Rose|Dawn|Sunny|Robin|Jay|Drew|Laura|James|Emma|David|"
    "Rachel|Michael|Claire|Daniel|Helen|Andrew|Fiona|Stephen|Kirsty|Gareth|Siân|Nicola|Graham|Anna|Peter|"
    "Lena"
)

SURNAMES = _parted(
    "Whitfield|Okonkwo|Adeyemi|Mensah|Osei|Nwachukwu|Balogun|Ogunleye|Chaudhry|Siddiqui|Bhattacharya|"
    "Ramanathan|Dhillon|Sandhu|Grewal|Venkataraman|Iyer|Qureshi|Malhotra|Pemberton|Thistlethwaite|"
    "Ramsbottom|Entwistle|Postlethwaite|Hargreaves|Oldroyd|Sowerby|Micklethwait|Tregenza|Penhaligon|"
    "Trevithick|Polglase|Llewellyn-Rees|Prydderch|Gwynne|Cadwallader|Bevan|Maddox|O'Shaughnessy|"
    "O'Riordan|Mac Giolla|McIlwraith|MacAskill|McGillivray|Kinnear|Drummond-Hay|Carmichael|Urquhart|"
    "Dalrymple|Abercrombie|Colquhoun|van der Heijden|van den Bosch|de Groot|van Rijn|Hoogeveen|ter Braak|"
    "Dijkstra|Wijnbergen|Verhoeven|Vandersteen|De Smedt|Claeys|Wouters|Peeters|Lefèvre-Morel|Beauchamp|"
    "de la Tour|Du Plessis|Kerbrat|Le Goff|Delacroix|Charpentier|von Lüttwitz|Kretschmer|Zeidler|"
    "Oberhauser|Steinbrecher|Pfeiffer|Brandstetter|Kirchhoff|Lindqvist|Bergström|Söderlund|Haugland|"
    "Torgersen|Kjeldsen|Nørgaard|Virtanen|Korhonen|Hämäläinen|Kask|Tamm|Berzins|Ozols|Kazlauskas|"
    "Petrauskas|Wasilewska|Dąbrowski|Szczepański|Krawczyk|Dvořák|Procházka|Novotný|Hlaváček|Szilágyi|"
    "Kertész|Fekete|Munteanu|Dumitrescu|Ionescu|Papageorgiou|Kyriakides|Stamatopoulos|Dimitrova|"
    "Georgieva|Petković|Jurić|Vuković|Kranjc|Zupančič|da Costa Lima|Figueiredo|Carvalho|Vasconcelos|"
    "Etxeberria|Goikoetxea|Puigdemont|Ferrer i Soler|Castellanos|del Olmo|Di Benedetto|Cattaneo|"
    "Marchetti|Dell'Acqua|Bevilacqua|Zanardi|Al-Rashid|bin Yusuf|El Amrani|Haddad|Khoury|Farouk|Nazari|"
    "Karimi|Blenkinsop|Fairweather|Goodchild|Loveday|Makepeace|Drinkwater|Shoesmith|Winterbottom|"
    "Summerscale|Greenhalgh|Birtwistle|Smith|Jones|Patel|Brown|Murphy|Taylor|Wilson|Evans|Clarke|Hughes|"
    "Begum|Green|Young|King|Cook|Mason|Park|Field|Rivers|Stone"
)

PLACES = _parted(
    "Totnes|Cirencester|Kirkcaldy|Oswestry|Hebden Bridge|Todmorden|Skelmersdale|Barrow-in-Furness|"
    "Bishop's Stortford|Leighton Buzzard|Market Harborough|Saffron Walden|Ashby-de-la-Zouch|Clitheroe|"
    "Whitby|Berwick-upon-Tweed|Galashiels|Arbroath|Stornoway|Lerwick|Enniskillen|Omagh|Ballymena|"
    "Letterkenny|Tralee|Ennis|Machynlleth|Merthyr Tydfil|Ebbw Vale|Pontypridd|Bude|Penzance|St Ives|"
    "Padstow|Moss Side|Gorton|Chapeltown|Handsworth|Tooting|Walthamstow|Toxteth|Easterhouse|Leith|Splott|"
    "Zwolle|Apeldoorn|Deventer|Roosendaal|Kortrijk|Mechelen|Namur|Hasselt|Passau|Göttingen|Paderborn|"
    "Wolfsburg|Bad Homburg|Klagenfurt|Bregenz|Annecy|Quimper|Perpignan|Roubaix|Vigo|Lugo|Getafe|Braga|"
    "Aveiro|Évora|Bergamo|Ferrara|Treviso|Lecce|Radom|Olsztyn|Rzeszów|Ostrava|Olomouc|Zlín|Debrecen|"
    "Szeged|Košice|Žilina|Maribor|Celje|Split|Osijek|Varna|Plovdiv|Iași|Brașov|Kaunas|Klaipėda|"
    "Daugavpils|Tartu|Narva|Oulu|Jyväskylä|Växjö|Örebro|Aalborg|Esbjerg|Stavanger|Volos|Patras|Leeds|"
    "Bristol|Cardiff|Norwich|Utrecht|Cologne"
)

STREETS = _parted(
    "Maple|Orchard|Wellfield|Station|Ormskirk|Cavendish|Larkhill|Inkerman|Hollybush|Tanyard|Bluebell|"
    "Kingfisher|Balaclava|Chestnut|Thornbury|Victoria|Mill|Church|Penrose|Gladstone"
)
STREET_KINDS = _parted("Street|Road|Lane|Avenue|Close|Crescent|Drive|Terrace")

BODIES = _parted(
    "{Avonshire} Police|{Northmere} Constabulary|{Brackenfield} Academy|{St Oswald's} Primary School|"
    "{Green Lane} Primary School|{Harrowgate Vale} High School|the {Willows} Project|the {Lantern} Trust|"
    "{Tidewater} Youth Centre|{Castlebrook} Council|University of {Westerfold}|{Pendlebury} College|"
    "{Kestrel} House|{Ravensmoor} Hospital|the {Bramley} Foundation|{Safe Harbour} Charity|"
    "{Fennmoor} Borough Council|{Holy Cross} Secondary School|{Dunmere} Children's Services|"
    "{Brightwater} Ltd|{Quillstream} Ltd|Stichting {Veilig Thuisland}|Gymnasium {Rothenfels}|"
    "{Eastlea} Infant School|{Marlowe} Surgery|the {Signpost} Network|{Heronsgate} Nursery|"
    "{Mossbank} Family Hub|{Ostermoor} Polizei|{Whinfell} Academy|{Cranmere} Police|"
    "{Tolverne} Constabulary|the {Beacon} Project|{Oakhanger} Grammar School|{Sandsend} Council|"
    "{Larkrise} Primary School|{Nettlecombe} College|the {Harebell} Foundation|{Penmarric} Hospital|"
    "{Stourhead} Youth Service|{Wychwood} Council|University of {Carrowmore}|{Redgate} High School|"
    "the {Kite} Trust|{Pixelforge} Ltd|{Nordlicht} GmbH|Collège {Jean Moulin}|{Zonnebloem} Basisschool|"
    "{Blackmoor} Prison|{St Brannock's} Church"
)

DOMAINS = _parted(
    "avonshire.police.uk|brackenfield.avon.sch.uk|willows-project.org.uk|northmere.pnn.police.uk|"
    "gmail.com|polizei-beispiel.de|hotmail.co.uk|müller-stiftung.de|uni-westerfold.ac.uk|outlook.com|"
    "stoswalds.kent.sch.uk|example.nl|posta.it|lantern.charity|redgate-high.leics.sch.uk|safe.example.eu|"
    "beispiel.at|exemple.fr|cranmere.police.uk|protonmail.com"
)

MONTHS = _parted("January|February|March|April|May|June|July|August|September|October|November|December")

FRESH_GIVEN = _parted(
    "Mirela|Dacian|Oriane|Thandiwe|Sipho|Nomvula|Akua|Yaw|Efua|Oluchi|Ebere|Sorcha|Diarmuid|Muireann|"
    "Fionnuala|Nest|Gwilym|Heledd|Catrin|Ishbel|Ruaridh|Mhairi|Lachlan|Lotta|Kalle|Pirkko|Saara|Ilmari|"
    "Katrien|Jeroen|Marijke|Sander|Gijs|Noortje|Ulrike|Detlef|Roswitha|Gundula|Sieglinde|Romain|Coralie|"
    "Amandine|Florent|Capucine|Itziar|Unai|Arantxa|Rocio|Nuria|Gaia|Ludovica|Tommaso|Ginevra|Kinga|"
    "Jadwiga|Zdzislaw|Milosz|Libuse|Kveta|Dalibor|Bence|Csilla|Reka|Ioanna|Spyros|Vasiliki|Yordan|Milena|"
    "Tihomir|Branka|Egle|Rimantas|Inese|Tiina|Parveen|Nasreen|Bilal|Jaspreet|Kulwinder|Meera|Anjali|"
    "Violet|Pearl|Summer|Jade|Skye|Clay|Chase|Miles|Penny|Amber|Katie|Simon|Louise|Martin|Susan|Jack|"
    "Sophie|Alan|Karen|Ruth"
)
FRESH_SURNAMES = _parted(
    "Ashworth-Kaye|Braithwaite|Clegg|Duckworth|Eccleshare|Featherstonehaugh|Garside|Hepplewhite|"
    "Illingworth|Jagger|Kitching|Ledbetter|Murgatroyd|Naylor|Openshaw|Prendergast|Quigley|Rawcliffe|"
    "Shufflebottom|Tattersall|Umpleby|Venables|Wolstenholme|Abubakar|Boateng|Chukwu|Danquah|Eze|Fofanah|"
    "Gyamfi|Ibekwe|Kamara|Mwangi|Ndlovu|Otieno|Sesay|Achterberg|Brouwer|van den Berghe|van Leeuwen|"
    "de Wit|Hendrickx|ter Horst|Vermeulen|Zijlstra|Aschenbrenner|Dietrichstein|Eichinger|Grünwald|"
    "Hollerbach|von Stetten|Baudelot|de Villiers|Fontenay|Guillemot|Le Bris|Montagnier|Aguirrezabala|"
    "Bustamante|de la Vega|Echeverría|Iglesias|Zubizarreta|Abruzzese|Bonaventura|De Rosa|Lo Presti|"
    "Chmielewska|Grabowski|Jankowska|Bartoš|Kučera|Horváthová|Balogh|Constantinescu|Anagnostou|Todorova|"
    "Babić|Žukauskas|Liepa|Saarinen|Mäkelä|Åkerlund|Skovgaard|Hussein-Ali|bint Rashid|El Fassi|Mansouri|"
    "Rahimi|Bajwa|Chatterjee|Subramaniam|Wickramasinghe|Lake|Bird|Fields|Winter|Johnson|Walker|Singh|"
    "Ahmed|Harris|Cooper"
)
FRESH_PLACES = _parted(
    "Kendal|Wetherby|Glossop|Chipping Norton|Stow-on-the-Wold|Budleigh Salterton|Great Yarmouth|"
    "Kirkby Lonsdale|Lytham|Nantwich|Ludlow|Haverfordwest|Aberdare|Porthmadog|Dunfermline|Lossiemouth|"
    "Tobermory|Coleraine|Ballycastle|Youghal|Dundalk|Hulme|Harehills|Sparkbrook|Deptford|Govan|Adamsdown|"
    "Hoorn|Enschede|Aalst|Tournai|Bamberg|Erlangen|Zwickau|Bad Tölz|Villach|Rodez|Saint-Malo|Colmar|"
    "Cádiz|Girona|Viseu|Sassari|Cremona|Tarnów|Opole|Jihlava|Pécs|Nitra|Koper|Zadar|Burgas|Oradea|"
    "Šiauliai|Pärnu|Kuopio|Kalmar|Vejle|Kavala"
)
FRESH_BODIES = _parted(
    "{Thornmoor} Police|{Estuary} Constabulary|{Pinehurst} Academy|{St Cuthbert's} Primary School|"
    "{Hill Top} Infant School|{Wyndale} High School|the {Compass} Project|the {Harbour} Trust|"
    "{Northgate} Youth Centre|{Wensley} Council|University of {Aldermarsh}|{Cullercoats} College|"
    "{Fernbank} House|{Kingsmere} Hospital|the {Elmwood} Foundation|{Clear Horizon} Ltd|"
    "Stichting {Jonge Stem}|{Priory Lane} Nursery|{Hazelgrove} Children's Home|{Ravenglass} Prison"
)
