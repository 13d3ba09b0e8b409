"""Column names that announce an identifier, in the languages of the surveys that reach this room."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping


def words_of(name: str) -> tuple[str, ...]:
    """Return a column name as lower-case words without accents.

    Examples
    --------
    >>> words_of("RecipientFirstName"), words_of("prénom_2"), words_of("IPAddress"), words_of("e-mail")
    (('recipient', 'first', 'name'), ('prenom',), ('ip', 'address'), ('e', 'mail'))
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    plain = plain.replace("ß", "ss").replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("ı", "i")
    split = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return tuple(word for word in re.split(r"[\W\d_]+", split.lower()) if word)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A name of one of these is a name of a person or a place, whatever stands beside it.
NAME = _set(
    "name names fname lname mname surname forename forenames fullname firstname lastname givenname "
    "familyname middlename maidenname vorname nachname familienname voornaam achternaam naam prenom "
    "prenoms nom noms nombre nombres apellido apellidos cognome nome cognomi sobrenome apelido imie "
    "nazwisko fornamn efternamn namn navn fornavn etternavn jmeno prijmeni vezeteknev keresztnev etunimi "
    "sukunimi soyad isim nume prenume onoma имя фамилия фио імя прізвище שם السم الاسم 姓名 名前 이름"
)
# "app_name" is no person; "username" has its own rule.
NOT_A_NAME = _set(
    "app apps brand file variable var game product platform country language column code label field user "
    "screen nick login website browser device test questionnaire survey measure item"
)
HANDLE = _set(
    "username usernames handle handles screenname nickname nick login userid benutzername nutzername "
    "spitzname pseudo usuario gebruikersnaam bijnaam nomutente apodo gamertag insta instagram snap "
    "snapchat tiktok discord twitter facebook telegram skype twitch reddit youtube roblox kik steam psn "
    "xbox vk mastodon bluesky wechat account profile konto profil uzytkownik anvandarnamn brukernavn"
)
EMAIL = _set(
    "email emails mail mails emailaddress mailaddress emailadresse mailadresse courriel correo epost "
    "sahkoposti eposta mejl correio почта אימייל"
)
PHONE = _set(
    "phone phones telephone tel telefon telefono telefoon telefone telefonnummer telefoonnummer "
    "phonenumber mobile mobil mobiel mobilnummer cell cellphone handy handynummer gsm portable celular "
    "movil telemovel cellulare puhelin puhelinnumero komorka whatsapp fax rufnummer телефон טלפון"
)
IP = _set("ip ipaddress ipaddr ipadress ipadresse ipv adresseip")
GPS_SURE = _set(
    "latitude longitude latitud longitud latitudine longitudine breitengrad langengrad laengengrad "
    "breedtegraad lengtegraad gps geolocation geoloc geolocalisation coordinates coordonnees koordinaten "
    "coordenadas coordinate"
)
GPS_MAYBE = _set("lat lon lng long geo coord coords x y")
POSTCODE = _set(
    "postcode postcodes postalcode zip zipcode postleitzahl plz codepostal codigopostal cap postnummer "
    "postnr kodpocztowy postal cp psc irsz postinumero cep pincode eircode"
)
NATIONAL_ID = _set(
    "ssn socialsecurity nino nationalinsurance nhs bsn burgerservicenummer sofinummer dni nie nif pesel "
    "personnummer cpf codicefiscale fiscale steuerid steuernummer sozialversicherungsnummer svnr ahv "
    "insee nir passport passnummer reisepass pasaporte passeport passaporto paspoort ausweis "
    "ausweisnummer personalausweis idcard nationalid aadhaar curp rut cnp egn oib jmbg amka hetu "
    "fodselsnummer personnr cprnummer cpr rijksregister rijksregisternummer zehut"
)
ADDRESS = _set("address adresse strasse anschrift direccion indirizzo adres straat morada adress")

BIRTH = _set(
    "dob birthdate birthday dateofbirth geburtsdatum geburtstag geboortedatum naissance nascita nacimiento "
    "nascimento urodzenia fodselsdato fodelsedatum syntymaaika dogum narozeni szuletes"
)
"""With a whole date beneath; a year alone identifies nobody."""

# Two words that mean more than each.
PAIRS: Mapping[str, frozenset[tuple[str, str]]] = {
    "an e-mail address": frozenset({("e", "mail"), ("correo", "electronico")}),
    "a postcode": frozenset(
        {("post", "code"), ("zip", "code"), ("code", "postal"), ("codigo", "postal"), ("kod", "pocztowy")}
    ),
    "a date of birth": frozenset(
        {
            ("of", "birth"),
            ("birth", "date"),
            ("birth", "day"),
            ("born", "on"),
            ("geboren", "am"),
            ("fecha", "nac"),
        }
    ),
    "a national identity number": frozenset(
        {
            ("social", "security"),
            ("national", "insurance"),
            ("national", "id"),
            ("codice", "fiscale"),
            ("steuer", "id"),
            ("id", "card"),
            ("teudat", "zehut"),
        }
    ),
    "a user name or handle": frozenset(
        {
            ("user", "name"),
            ("screen", "name"),
            ("nick", "name"),
            ("user", "id"),
            ("nazwa", "uzytkownika"),
            ("kullanici", "adi"),
            ("nom", "utilisateur"),
            ("nome", "utente"),
        }
    ),
}
