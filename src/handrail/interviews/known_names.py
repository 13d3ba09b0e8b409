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
adams adamson ahmed akhtar ali allen andersen anderson andersson andrews archer armstrong arnold atkinson
bailey baker ball banks barber barker barnes barrett bates bauer baxter becker begum bell bennett berg
bernard berry bianchi bishop bishops black bolt booth bos bowler bradley braun brennan brewer brook brooks
brown browning bruno bryant burke burns burton butcher butler byrne campbell cannon carlsson carr carroll
carter carver castle chandler chapman childs christensen christmas church clark clarke coates cole coleman
collins colombo constable conti cook cooper costa cotton cox crawford cross cruz cunningham curry da-silva
daly davidson davies davis dawson day dean dekker dixon dodd doherty douglas dowling doyle drake draper
drew dubois duffy duncan dunn durand dyer eagle edwards elliott ellis english eriksson esposito evans
fairbanks farmer farrell farrow fenn ferguson fernandes fernandez ferrari fielding finch firth fischer
fisher fitzgerald fleming fletcher flood flowers ford forester foster fountain fox francis fraser frost
fry gale gallagher gallo garcia gardiner gardner gates george gibson gill glover gold golding gomez
gonzalez goodwin gordon grace graham grant gray greco green griffiths grove gruber gustafsson hall
hamilton hancock hands hansen hansson harding hardy harper harris harrison hart harvey hawk hawkins hayes
heath henderson henry hernandez hicks higgins hill hobbs hoffmann holland holmes hood hooker hooper hope
horvat houghton howard huber hudson hughes hunt hunter hurst hussain hutchinson ivanov ivory jackson
jacobs james jansen janssen jansson jenkins jennings jensen jewell johansen johansson john johnson
johnston jones jordan jorgensen joseph joyner kaminski kang kaur kavanagh keeling kelly kemp kennedy kent
key khan king klein knight knights koch kovac kowalczyk kowalski kristensen kruger kumar lamb lambert lane
lang larsen larsson laurent law lawrence lawson leclerc lee lefebvre lehmann leroy lewandowski lewis
lindberg little lloyd long lopez lord love lowe lynch macdonald maier malik mann manning marino marsh
marshall martin martinez mason matthews may mccarthy mcdonald mcgrath mckenzie mclean mcloughlin mead
meadows mendez mercer meyer michel miller mills miner mitchell mohamed moody moon moore moreau moreno
morgan morris morrison moser moss mueller muller munoz murphy murray nagy nash neumann newman newton
nguyen nicholls nielsen nilsson noble nolan north novak nowak obrien oconnor oliver olsen olsson oneill
orchard osullivan owen owens page palmer papadopoulos park parker parks parsons patel patterson payne
peacock pearce pearson pedersen perez perry persson peters petersen petit phillips pichler pike pinto
piper plant plumb plummer pointer pole poole pope popescu porter potter powell power pratt price quick
quinn rahman rainbow ramos rasmussen ray read reed rees reeve reid reynolds ricci rich richard richards
richardson richter riley rivera rivers roberts robertson robinson rodrigues rodriguez rogers romano rose
ross rossi roux rowe rush russell russo ryan sadler salter sanchez sanders santos saunders savage sawyer
schmid schmidt schmitt schneider schroder schulz schwarz scott seal self shah sharma sharp sharpe shaw
sheehan shepherd short silva silver simmons simon simpson singh skinner skipper slater small smart smit
smith snow sorensen sparrow speed spencer spring stark steel stevens stevenson stewart stone storey street
strong suarez sullivan summers sutton svensson sweet swift szabo tanner tate taylor temple thatcher thomas
thompson thomsen thomson thorn thornton tiller torres toth townsend tucker turner tyler underwood vale
van-dijk vasquez vine visser vogel wade wagner walker wall wallace walsh ward ware warren waterman waters
watkins watson watts weaver webb webber weber weiss wells west wheeler white wild wilkinson williams
williamson willis wilson winkler winter winters wise wisniewski wojcik wolf wood woods worth wren wright
yates yilmaz young zielinski zimmermann
"""
)

CONNECTORS = _set(
    "de del della di da do dos das du des d' la le les l' van von vom zu zur der den dem ten ter op 't "
    "te el al bin ibn abu ap ab ferch mac mc o' nic ni y e san santa st"
)
"""Words that stand inside names: de la Cruz, van der Berg, al Hassan."""
