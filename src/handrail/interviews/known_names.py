"""Known names: given names and surnames that are frequent in the United Kingdom and the European Union.

A short list of our own, for transcripts without capitals and for words that begin a sentence. It is evidence
that a word may be a name; that a name is missing here says nothing.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


GIVEN_NAMES = _set(
    """
aaron abbie amber april autumn crystal daisy dawn faith ginger grace hazel heather holly hope iris ivy
jade jasmine joy june lily olive opal pearl poppy ruby skye summer violet willow basil clement dale earl
ernest frank gene guy jack miles noble rusty sterling troy wade ward abbie abdul abdullah abigail adam
adrian adriana agata agnes agnieszka ahmed aiden aisha aisling alan alana alastair albert alberto
alejandro aleksandra alessandra alessandro alex alexander alexandra alexandre alexis alfie alice alicia
alina alison alistair amanda amber amelia amina amir amy ana anastasia anders andre andrea andreas andrei
andrew andrzej angela angelina angus anika anita anja ann anna anne annette annie antoine anton antonia
antonio aoife archie arjun arthur asha ashley astrid audrey aurelie ava ayesha barbara barry beata
beatrice beatrix belinda ben benjamin bernadette bernard bernd beth bethany bianca bill billy birgit bjorn
bob bogdan brandon brenda brendan brian bridget bronagh bronwyn bruno bryan callum cameron camilla carina
carl carla carlos carmen carol carole caroline carolyn carsten catalina caterina catherine cathy cecilia
cedric celine charles charlie charlotte chiara chloe chris christian christiane christina christine
christoph christophe christopher ciara ciaran claire clara clare claudia claus clive colette colin colm
connor conor corinne craig cristian cristina cristiano daisy damian damien dan daniel daniela danielle
danny darren dave david davide dawid dean deborah debbie deirdre denis denise dennis derek desmond devi
diana diane diego dieter dimitri dirk dominic dominik dominika donald donna dora doris dorota dorothy doug
douglas duncan dylan eamon edith edward edyta eileen elaine eleanor elena eleni elisa elisabeth elizabeth
ella ellen ellie elsa emer emil emilia emilie emily emma emmanuel enrico eoin eric erica erik erin ernst
esme esther ethan eugene eva evan eve evelyn ewa ewan fabian fabio fatima federica federico felicity felix
fernando fiona florian frances francesca francesco francis francisco francois frank franz fraser fred
freddie frederic frederick freya friedrich gabriel gabriela gabriele gareth gary gavin gemma geoff
geoffrey george georgia georgina gerald gerard gerhard gill gillian gina giorgio giovanni giulia giuseppe
gizem glen glenn gloria gordon graeme graham grainne greg gregory greta guillaume guy gwen hannah hans
harriet harry hasan hassan hayley heather heidi heike heinz helen helena helene helga henrik henry hilary
holly howard hugh hugo hussain ian ibrahim ignacio ilaria imogen imran ines inga inge ingrid ioana iris
irene irina isaac isabel isabella isabelle isla ismail ivan ivana jack jackie jacob jacqueline jacques
jake jakob jakub james jamie jan jana jane janet janice janina jasmine jason javier jean jeff jeffrey
jemma jenna jennifer jenny jens jeremy jerome jess jessica jill jim jimmy joan joana joann joanna joanne
joao jochen jodie joe joel johan johanna johannes john johnny jon jonas jonathan jordan jorg jorge jose
josef joseph josephine josh joshua juan judith judy julia julian juliana julie julien juliet jurgen justin
justyna jutta kai kamil karen karim karin karina karl karolina kasia kaspar katarina katarzyna kate
katharina katherine kathleen kathryn kathy katie katja katrin katrina kay keira keith kelly ken kenneth
kerry kevin khalid kieran kim kimberly kirsten kirsty klaus konrad kris kristin kristina krzysztof kumar
kurt kyle lara lars laura lauren laurence laurent lea leah leanne leila len lena leo leon leonie lesley
leslie lewis liam lidia liesbeth lily linda lindsay lindsey lisa liz lloyd lorenzo lorna lorraine lotte
louis louisa louise luca lucas lucia lucie lucy ludovic luis luisa lukas lukasz luke lydia lynn lynne
maciej madeleine magda magdalena maggie magnus mahmoud maja malcolm malgorzata manfred manuel manuela marc
marcel marcin marco marcos marcus marek margaret margarita margot maria mariam mariana marie marietta
marija marika marina mario marion mark marko markus marta martha martin martina martyn mary maryam mateusz
matilda mats matt matteo matthew matthias matthieu maureen maurice max maxime may mehmet melanie melissa
mia michael michaela michal michel michele michelle miguel mike mikkel milan millie miriam mohamed
mohammad mohammed moira molly mona monica monika morag muhammad murray mustafa nadia nadine naomi natalia
natalie natasha nathan neil niall niamh nicholas nick nicky nico nicola nicolas nicole niels nigel nikita
nikolaus nils nina noah noel noor nora norman nuala nuno oleg olga oliver olivia oluwaseun omar orla oscar
oskar owen pablo paige pam pamela paola paolo pascal pat patricia patrick patrizia paul paula paulina
pauline pavel pawel pedro peggy penelope penny pete peter petra phil philip philipp philippa philippe
phillip phoebe pierre pieter pilar piotr poppy priya rachel rafael rahul rainer raj ralf ralph ramon
raquel rashid raul ravi ray raymond rebecca reece renata renate rhian rhiannon rhys ricardo riccardo
richard rick rita rob robert roberta roberto robin roger roisin roland rolf roman ronald rosa rosalind
rose rosemary rosie ross rowan roy rupert russell ruth ryan sabine sabrina sally salma sam samantha samira
samuel sandra sanjay sara sarah saskia scarlett scott sean sebastian serena serge sergio shannon sharon
shaun sheila shirley sian silke silvia simon simone sinead siobhan sofia sofie sonia sophia sophie stacey
stan stanislaw stefan stefania stefano steffen stella stephan stephane stephanie stephen steve steven
stewart stuart sue sunita susan susanna susanne suzanne svetlana sven sylvia sylvie tamara tamsin tanja
tanya tara teresa terry tess theo theresa thomas thorsten tiago tim timothy tina tobias toby tom tomas
tomasz tommy toni tony torsten tracey tracy trevor tristan ulrich ulrike ursula uta uwe valentina valerie
vanessa vera veronica victor victoria viktor vincent virginia vivian vivien walter wayne wendy werner
wiktor wilhelm will william wojciech wolfgang xavier yasmin yusuf yvonne zach zara zoe zofia zuzanna
"""
)

SURNAMES = _set(
    """
adams adamson ahmed akhtar ali allen anderson andersen andersson andrews armstrong arnold atkinson bailey
baker ball barker barnes barrett bates bauer baxter becker begum bell bennett berg bernard berry bianchi
bishop black booth bos bradley braun brennan brooks brown bruno bryant burke burns burton butler byrne
campbell carlsson carr carroll carter chapman christensen clark clarke cole coleman collins colombo conti
cook cooper costa cox crawford cruz cunningham da-silva davidson davies davis dawson day dean dekker dixon
doherty douglas doyle dubois duffy duncan dunn durand edwards elliott ellis eriksson esposito evans
farrell ferguson fernandes fernandez ferrari fischer fisher fitzgerald fleming fletcher ford foster fox
francis fraser gallagher gallo garcia gardner george gibson gill gomez gonzalez gordon graham grant gray
green greco griffiths gruber gustafsson hall hamilton hansen hansson hardy harper harris harrison hart
harvey hawkins hayes henderson henry hernandez hicks higgins hill hoffmann holmes horvat houghton howard
huber hudson hughes hunt hunter hussain hutchinson ivanov jackson jacobs james janssen jansen jansson
jenkins jennings jensen johansen johansson john johnson johnston jones jorgensen jordan joseph kaminski
kang kaur kavanagh kelly kennedy kent khan king klein knight koch kovac kowalski kowalczyk kristensen
kruger kumar lambert lane lang larsen larsson laurent law lawrence lawson leclerc lee lefebvre lehmann
leroy lewandowski lewis lindberg lloyd lopez love lowe lynch macdonald maier malik mann marino marsh
marshall martin martinez mason matthews may mccarthy mcdonald mcgrath mckenzie mclean mcloughlin mendez
meyer michel miller mills mitchell mohamed moore moreau moreno morgan morris morrison moser mueller muller
munoz murphy murray nagy neumann newman newton nguyen nicholls nielsen nilsson nolan novak nowak obrien
oconnor oneill oliver olsen olsson osullivan owen owens palmer papadopoulos park parks banks brook brooks
waters meadows poole parker parsons patel patterson payne pearce pearson pedersen perez perry persson
peters petersen petit phillips pichler pinto popescu porter powell price quinn rahman ramos rasmussen ray
read reed rees reid reynolds ricci richard richards richardson richter riley rivera rivers roberts
robertson robinson rodrigues rodriguez rogers romano rose ross rossi roux rowe russell russo ryan sanchez
sanders santos saunders schmid schmidt schmitt schneider schroder schulz schwarz scott shah sharma sharp
shaw sheehan silva simmons simon simpson singh smit smith sorensen spencer stevens stevenson stewart stone
sullivan suarez svensson sutton szabo taylor thomas thompson thomsen thomson thornton torres toth tucker
turner van-dijk vasquez visser vogel wagner walker wallace walsh ward warren watkins watson watts weber
webb weiss wells west wheeler white wilkinson williams williamson willis wilson winkler wisniewski wojcik
wood woods wright yilmaz young zielinski zimmermann
"""
)

CONNECTORS = _set(
    "de del della di da do dos das du des d' la le les l' van von vom zu zur der den dem ten ter op 't "
    "te el al bin ibn abu ap ab ferch mac mc o' nic ni y e san santa st"
)
"""Words that stand inside names: de la Cruz, van der Berg, al Hassan."""
