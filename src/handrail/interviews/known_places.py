"""Known places: towns and counties of the United Kingdom, and larger towns of the European Union.

A short list of our own. Countries and their peoples stand apart: they name nobody in an interview and are not
asked about.
"""

from __future__ import annotations


def _parts(text: str) -> frozenset[str]:
    return frozenset(" ".join(part.split()) for part in text.split(","))


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _parts(
    """
aberdeen, aberystwyth, accrington, alicante, altrincham, amsterdam, antwerp, antwerpen, arnhem, ashford,
athens, avon, aylesbury, banbury, bangor, barcelona, bari, barking, barnet, barnsley, barrow, basel,
basildon, basingstoke, bath, bedford, bedfordshire, belfast, bergen, berkshire, berlin, bern, bexley,
bielefeld, bilbao, birkenhead, birmingham, blackburn, blackpool, bochum, bologna, bolton, bonn, bordeaux,
bournemouth, bracknell, bradford, bratislava, breda, bremen, brent, brescia, brighton, bristol, brixton,
bromley, bruges, brussels, bucharest, buckinghamshire, budapest, burnley, bury, calais, camberley,
cambridge, cambridgeshire, camden, canterbury, cardiff, carlisle, catania, charleroi, chelmsford,
cheltenham, cheshire, chester, chesterfield, chichester, cleveland, cluj, coimbra, colchester, cologne,
copenhagen, cork, cornwall, coventry, crawley, crewe, croydon, cumbria, darlington, dartford, dagenham,
delft, den haag, derby, derbyshire, derry, devon, dijon, doncaster, dorset, dortmund, dover, drogheda,
dresden, dublin, dudley, duisburg, dundee, durham, dusseldorf, ealing, eastbourne, edinburgh, eindhoven,
enfield, essen, essex, exeter, falkirk, falmouth, florence, frankfurt, freiburg, galway, gateshead,
gdansk, geneva, genoa, ghent, gibraltar, glasgow, gloucester, gloucestershire, gothenburg, granada, graz,
greenwich, grenoble, grimsby, groningen, guildford, gwent, gwynedd, haarlem, hackney, halifax, halle,
hamburg, hammersmith, hampshire, hannover, haringey, harlow, harrogate, harrow, hartlepool, hastings,
heidelberg, helsinki, hemel hempstead, hereford, hertford, hertfordshire, hillingdon, hounslow,
huddersfield, hull, humberside, innsbruck, inverness, ipswich, islington, karlsruhe, kassel, katowice,
kensington, kent, kettering, kiel, kilkenny, kilmarnock, kingston, kirklees, krakow, lambeth, lancashire,
lancaster, lausanne, le havre, leeds, leicester, leicestershire, leiden, leipzig, leuven, lewes, lewisham,
liege, lille, limerick, lincoln, lincolnshire, linz, lisbon, liverpool, livingston, ljubljana, llandudno,
llanelli, lodz, london, loughborough, lowestoft, lublin, luton, luxembourg city, lyon, maastricht, madrid,
maidstone, mainz, malaga, malmo, manchester, mannheim, mansfield, margate, marseille, merseyside, merton,
middlesbrough, milan, milton keynes, munich, munster, murcia, nancy, nantes, naples, newark, newcastle,
newham, newport, nice, nijmegen, norfolk, northampton, northamptonshire, northumberland, northumbria,
norwich, nottingham, nottinghamshire, nuremberg, odense, oldham, oslo, oxford, oxfordshire, padua,
paisley, palermo, palma, paris, peckham, perth, peterborough, plymouth, poole, porto, portsmouth, poznan,
prague, preston, ramsgate, reading, redbridge, redditch, reims, rennes, riga, rochdale, rome, rostock,
rotherham, rotterdam, runcorn, salford, salisbury, salzburg, sandwell, scarborough, scunthorpe, seville,
sheffield, shrewsbury, shropshire, sintra, slough, sofia, solihull, somerset, southampton, southend,
southport, southwark, stafford, staffordshire, st albans, st helens, stevenage, stirling, stockholm,
stockport, stockton, stoke, strasbourg, stuttgart, suffolk, sunderland, surrey, sussex, sutton, swansea,
swindon, szczecin, tallinn, tameside, tampere, telford, thessaloniki, tilburg, torquay, tottenham,
toulouse, tower hamlets, trafford, trieste, trondheim, turin, turku, tyneside, uppsala, utrecht, valencia,
valletta, venice, verona, vienna, vilnius, wakefield, walsall, waltham forest, wandsworth, warrington,
warsaw, warwick, warwickshire, waterford, watford, wells, westminster, weston, weymouth, wigan, wiltshire,
winchester, windsor, woking, wolverhampton, worcester, worcestershire, worthing, wrexham, wroclaw,
wuppertal, yeovil, york, yorkshire, zagreb, zaragoza, zurich
"""
)

COUNTRIES = _parts(
    """
africa, african, albania, albanian, america, american, americas, argentina, asia, asian, australia,
australian, austria, austrian, balkans, bangladesh, bangladeshi, belgian, belgium, brazil, brazilian,
britain, british, bulgaria, bulgarian, canada, canadian, caribbean, catalan, china, chinese, croatia,
croatian, cypriot, cyprus, czech, czechia, danish, denmark, dutch, egypt, england, english, estonia,
estonian, europe, european, europeans, filipino, finland, finnish, flemish, france, french, gaelic,
german, germans, germany, ghana, greece, greek, holland, hungarian, hungary, iceland, india, indian,
indonesia, iran, iraq, ireland, irish, israel, israeli, italian, italy, japan, japanese, kenya, korea,
korean, kosovo, latvia, latvian, lithuania, lithuanian, luxembourg, malta, maltese, mediterranean, mexico,
moldova, morocco, moroccan, nepal, netherlands, new zealand, nigeria, nigerian, nordic, northern ireland,
norway, norwegian, pakistan, pakistani, philippines, poland, polish, portugal, portuguese, roma, romania,
romanian, russia, russian, scandinavia, scandinavian, scot, scotland, scottish, scots, serbia, serbian,
slovak, slovakia, slovenia, slovenian, somali, somalia, south africa, spain, spanish, swede, sweden,
swedish, swiss, switzerland, syria, syrian, thai, thailand, turkey, turkish, uganda, ukraine, ukrainian,
vietnam, vietnamese, wales, welsh, yugoslavia, zimbabwe
"""
)
"""Not asked about: nothing below a country."""

PLACE_ENDINGS = _set(
    "shire borough burgh bury chester cester combe hampton haven minster mouth stead thorpe wick wich "
    "worth ford field dorf heim hausen stadt furt burg brück bruck hafen kirchen dijk drecht grad ville "
    "vik köping holm"
)
"""A word with such an ending is more likely a place than a person."""
