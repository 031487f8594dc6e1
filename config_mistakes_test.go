package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// mistakes are wrong values that people write, and the messages that they get.
var mistakes = []struct{ given, told string }{
	{"SESAME_LISTEN=8080", "SESAME_LISTEN : « 8080 » est un port seul : écrivez « :8080 », ou 127.0.0.1:8080 pour cet ordinateur seulement"},
	{"SESAME_LISTEN=" + strings.Repeat("x", 5000), "SESAME_LISTEN : « " + strings.Repeat("x", 100) + "… » n'est pas une adresse comme 127.0.0.1:8080 ou :8080"},
	{"SESAME_CODE_TTL=" + strings.Repeat("a b ", 1000) + "c", "SESAME_CODE_TTL : « " + strings.Repeat("a b ", 25) + "… » n'est pas une durée de 1m à 24h, avec son unité : 60s, 30m, 8h ou 30d"},
	{"SESAME_FC_CLIENT_SECRET_FILE=/" + strings.Repeat("x", 5000), "SESAME_FC_CLIENT_SECRET_FILE : le fichier /" + strings.Repeat("x", 99) + "… ne peut pas être lu (erreur 36 du système)"},
	{"SESAME_LISTEN=localhost", "SESAME_LISTEN : « localhost » n'est pas une adresse comme 127.0.0.1:8080 ou :8080"},
	{"SESAME_LISTEN=127.0.0.1", "SESAME_LISTEN : « 127.0.0.1 » : il manque le port, comme 127.0.0.1:8080"},
	{"SESAME_LISTEN=http://127.0.0.1:8080", "SESAME_LISTEN : « http://127.0.0.1:8080 » : une adresse où écouter s'écrit sans http:// ni https://, comme 127.0.0.1:8080 ou :8080"},
	{"SESAME_LISTEN=::1:8080", "SESAME_LISTEN : « ::1:8080 » : une adresse IPv6 s'écrit entre crochets, et son port derrière, comme [::1]:8080"},
	{"SESAME_LISTEN=:http", "SESAME_LISTEN : le port « http » n'existe pas : donnez un nombre de 1 à 65535"},
	{"SESAME_LISTEN=:70000", "SESAME_LISTEN : le port « 70000 » n'existe pas : donnez un nombre de 1 à 65535"},
	{"SESAME_LISTEN=serveur:80", "SESAME_LISTEN : « serveur » n'est pas une adresse de cet ordinateur : donnez une adresse IP, ou seulement « :80 »"},
	{"SESAME_LISTEN=:8080 # le port", "SESAME_LISTEN : la valeur contient « # » : un commentaire se met sur une ligne à lui"},
	{"SESAME_BASE_URL=espace.example", "SESAME_BASE_URL : « espace.example » : l'adresse doit commencer par https://, comme https://espace.example"},
	{"SESAME_BASE_URL=http://espace.example", "SESAME_BASE_URL : « http://espace.example » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://"},
	{"SESAME_BASE_URL=https://espace.example/connexion", "SESAME_BASE_URL : « https://espace.example/connexion » : rien ne doit suivre le nom du site ; écrivez https://espace.example"},
	{"SESAME_BASE_URL=https://u:p@espace.example", "SESAME_BASE_URL : l'adresse ne porte ni utilisateur ni mot de passe, comme https://espace.example"},
	{"SESAME_BASE_URL=https://espace.example:port", "SESAME_BASE_URL : « https://espace.example:port » n'est pas une adresse comme https://espace.example"},
	{"SESAME_BASE_URL=https://espace.example:99999", "SESAME_BASE_URL : le port « 99999 » n'existe pas : donnez un nombre de 1 à 65535"},
	{"SESAME_BASE_URL=ftp://espace.example", "SESAME_BASE_URL : « ftp://espace.example » doit commencer par https://"},
	{"SESAME_BASE_URL=https://", "SESAME_BASE_URL : « https:// » n'est pas une adresse comme https://espace.example"},
	{"SESAME_BASE_URL=\"https://espace.example\"", "SESAME_BASE_URL : la valeur est entre \" et \" : retirez-les"},
	{"SESAME_BASE_URL=«https://espace.example»", "SESAME_BASE_URL : la valeur est entre « et » : retirez-les"},
	{"SESAME_BASE_URL=https://espace.exam\u200bple", "SESAME_BASE_URL : la valeur contient une espace invisible (U+200B), venue d'une copie : tapez-la au clavier"},
	{"SESAME_BASE_URL=https://mon–espace.example", "SESAME_BASE_URL : la valeur contient un tiret long (U+2013), venue d'une copie : tapez-la au clavier"},
	{"SESAME_DB=a\nb", "SESAME_DB : la valeur tient sur une ligne"},
	{"SESAME_CAISSE_NAME=MSA \x1b[31mPoitou", "SESAME_CAISSE_NAME : la valeur contient le caractère de commande U+001B, qui ne se voit pas : retirez-le"},
	{"SESAME_CAISSE_HOURS=lundi\t9 h", "SESAME_CAISSE_HOURS : la valeur contient le caractère de commande U+0009, qui ne se voit pas : retirez-le"},
	{"SESAME_SMTP_FROM=Essai\u0085 <essai@caisse.example>", "SESAME_SMTP_FROM : la valeur contient le caractère de commande U+0085, qui ne se voit pas : retirez-le"},
	{"SESAME_FC_CLIENT_SECRET_FILE=/run/\x1b[31mfc", "SESAME_FC_CLIENT_SECRET_FILE : la valeur contient le caractère de commande U+001B, qui ne se voit pas : retirez-le"},
	{"SESAME_CAISSE_NAME=MSA \ue000Poitou", "SESAME_CAISSE_NAME : la valeur contient le caractère U+E000, d'une police particulière (souvent une icône) : retirez-le"},
	{"SESAME_BASE_URL=https://espace.example,https://www.espace.example", "SESAME_BASE_URL : « https://espace.example,https://www.espace.example » : donnez une seule adresse, comme https://espace.example"},
	{"SESAME_LISTEN=127.0.0.1:", "SESAME_LISTEN : « 127.0.0.1 » : il manque le port, comme 127.0.0.1:8080"},
	{"SESAME_DB=sqlite:///var/lib/sesame/sesame.db", "SESAME_DB : « sqlite:///var/lib/sesame/sesame.db » : donnez le chemin seul, sans sqlite://, comme /var/lib/sesame/sesame.db"},
	{"SESAME_DB=~/sesame.db", "SESAME_DB : « ~/sesame.db » : « ~ » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_BACKUP_DIR=~sesame/copies", "SESAME_BACKUP_DIR : « ~sesame/copies » : « ~sesame » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_KEY_FILE=$HOME/sesame.key", "SESAME_KEY_FILE : « $HOME/sesame.key » : « $HOME » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_WORDS_FILE=/home/${USER}/mots.txt", "SESAME_WORDS_FILE : « /home/${USER}/mots.txt » : « ${USER} » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_REPLICA_SOCKET=%t/litestream.sock", "SESAME_REPLICA_SOCKET : « %t/litestream.sock » : « %t » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_FC_CLIENT_SECRET_FILE=~/secret", "SESAME_FC_CLIENT_SECRET_FILE : « ~/secret » : « ~ » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /"},
	{"SESAME_SMTP_URL=smtp://relay.example?tls=starttls&tls=none", "SESAME_SMTP_URL : « tls= » y est plusieurs fois : gardez-en un"},
	{"SESAME_SMS_URL=json+https://passerelle.example/sms?token=", "SESAME_SMS_URL : « token= » est vide ; donnez le jeton de la passerelle, ou retirez-le"},
	{"SESAME_LOG=verbose", "SESAME_LOG : écrivez text ou json, et s'il le faut un niveau derrière, comme json:warn"},
	{"SESAME_SESSION_IDLE=1h30", "SESAME_SESSION_IDLE : « 1h30 » n'est pas une durée de 1m à 8h, avec son unité : 60s, 30m, 8h ou 30d"},
	{"SESAME_ACME_DOMAINS=https://espace.example", "SESAME_ACME_DOMAINS : « https://espace.example » : un nom s'écrit sans https://, comme espace.example"},
	{"SESAME_ACME_DOMAINS=espace.example,*.espace.example", "SESAME_ACME_DOMAINS : « *.espace.example » : le service ne demande pas de certificat pour tous les noms d'un domaine ; donnez chaque nom"},
	{"SESAME_ACME_DOMAINS=espace.example;www.espace.example", "SESAME_ACME_DOMAINS : « espace.example;www.espace.example » : les noms se séparent par des virgules"},
	{"SESAME_ACME_DOMAINS=espace.example,192.0.2.1", "SESAME_ACME_DOMAINS : « 192.0.2.1 » est une adresse IP ; donnez un nom comme espace.example"},
	{"SESAME_ACME_DOMAINS=espace.example,espace.example", "SESAME_ACME_DOMAINS : « espace.example » y est deux fois"},
	{"SESAME_ACME_DOMAINS=www.espace.example", "SESAME_ACME_DOMAINS : le nom de SESAME_BASE_URL (espace.example) n'y est pas : ajoutez-le"},
	{"SESAME_ACME_DIRECTORY=http://acme.example", "SESAME_ACME_DIRECTORY : « http://acme.example » doit commencer par https://"},
	{"SESAME_ACME_EMAIL=webmestre", "SESAME_ACME_EMAIL : « webmestre » n'est pas une adresse comme nom@exemple.fr"},
	{"SESAME_ACME_EMAIL=webmestre@caisse.example", "SESAME_ACME_DOMAINS : ce réglage manque ; sans lui SESAME_ACME_DIRECTORY et SESAME_ACME_EMAIL ne servent à rien"},
	{"SESAME_TLS_CERT=/etc/sesame/cert.pem", "SESAME_TLS_CERT et SESAME_TLS_KEY vont ensemble : donnez les deux"},
	{"SESAME_LEGAL_DPO=le délégué", "SESAME_LEGAL_DPO : « le délégué » n'est pas une adresse comme nom@exemple.fr"},
	{"SESAME_ACCESS_PLAN=schéma.pdf", "SESAME_ACCESS_PLAN : « schéma.pdf » n'est pas une adresse comme https://exemple.fr/page"},
	{"SESAME_CONTACT_DAYS=deux", "SESAME_CONTACT_DAYS : « deux » n'est pas un nombre de jours de 1 à 30"},
	{"SESAME_ACCESS_AUDIT_RATE=101", "SESAME_ACCESS_AUDIT_RATE : « 101 » n'est pas un pourcentage de 0 à 100, comme 87,5"},
	{"SESAME_ACCESS_RELAY=https://a.example & SESAME_LEGAL_RELAY=https://b.example", "SESAME_LEGAL_RELAY : c'est l'ancien nom de SESAME_ACCESS_RELAY ; retirez un des deux"},
	{"SESAME_LEGAL_RELAY=https://b.example & SESAME_ACCESS_RELAY=https://a.example", "SESAME_LEGAL_RELAY : c'est l'ancien nom de SESAME_ACCESS_RELAY ; retirez un des deux"},
	{"SESAME_ACCESS_AUDIT_RATE=87,5", "SESAME_ACCESS_AUDIT_BY et SESAME_ACCESS_AUDIT_RATE vont ensemble, avec SESAME_ACCESS_AUDIT : donnez les trois, ou l'adresse du rapport seule"},
	{"SESAME_TRUSTED_PROXIES=nginx", "SESAME_TRUSTED_PROXIES : « nginx » n'est pas un réseau comme 10.0.0.0/8, ni une adresse comme 10.0.0.1"},
	{"SESAME_TRUSTED_PROXIES=10.0.0.1;10.0.0.2", "SESAME_TRUSTED_PROXIES : « 10.0.0.1;10.0.0.2 » : les réseaux se séparent par des virgules"},
	{"SESAME_TRUSTED_PROXIES=0.0.0.0/0", "SESAME_TRUSTED_PROXIES : « 0.0.0.0/0 » est tout Internet : donnez les seules adresses qui en sont"},
	{"SESAME_TRUSTED_PROXIES=10.0.0.0/33", "SESAME_TRUSTED_PROXIES : « 10.0.0.0/33 » n'est pas un réseau comme 10.0.0.0/8, ni une adresse comme 10.0.0.1"},
	{"SESAME_METRICS_LISTEN=:8080", "SESAME_METRICS_LISTEN : c'est l'adresse de SESAME_LISTEN ; choisissez un autre port"},
	{"SESAME_METRICS_LISTEN=127.0.0.1:8080", "SESAME_METRICS_LISTEN : c'est l'adresse de SESAME_LISTEN ; choisissez un autre port"},
	{"SESAME_AGENT_LISTEN=127.0.0.1:9090", "SESAME_AGENT_LISTEN : cette adresse est déjà celle du service ou des mesures ; choisissez un autre port"},
	{"SESAME_AGENT_URL=https://agents.example", "SESAME_AGENT_URL : sans SESAME_AGENT_LISTEN, l'espace des agents est à l'adresse du service, sous /agent"},
	{"SESAME_AGENT_LISTEN=:8081 & SESAME_AGENT_URL=https://espace.example/", "SESAME_AGENT_URL : c'est l'adresse de SESAME_BASE_URL ; donnez aux agents un nom ou un port à eux"},
	{"SESAME_HTTP_LISTEN=:8080", "SESAME_HTTP_LISTEN : cette adresse est déjà celle du service, des agents ou des mesures ; choisissez un autre port, comme :80"},
	{"SESAME_HTTP_LISTEN=:80 & SESAME_BASE_URL=http://localhost:8080", "SESAME_HTTP_LISTEN mène à SESAME_BASE_URL, qui doit alors commencer par https://"},
	{"SESAME_SMTP_URL=relay.example:587", "SESAME_SMTP_URL : l'adresse doit commencer par smtp:// ; elle a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls"},
	{"SESAME_SMTP_URL=smtps://relay.example", "SESAME_SMTP_URL : écrivez smtp:// au lieu de smtps://, et ?tls=implicit à la fin"},
	{"SESAME_SMTP_URL=smtp://relay.example:465", "SESAME_SMTP_URL : le port 465 va avec tls=implicit, et non tls=starttls : changez l'un des deux"},
	{"SESAME_SMTP_URL=smtp://relay.example:587?tls=implicit", "SESAME_SMTP_URL : le port 587 va avec tls=starttls, et non tls=implicit : changez l'un des deux"},
	{"SESAME_SMTP_URL=smtp://relay.example:25?tls=implicit", "SESAME_SMTP_URL : le port 25 va avec tls=starttls ou tls=none, et non tls=implicit : changez l'un des deux"},
	{"SESAME_SMTP_URL=smtp://relay.example?tls=ssl", "SESAME_SMTP_URL : « tls=ssl » inconnu ; choisissez starttls, implicit ou none"},
	{"SESAME_SMTP_URL=smtp://relay.example?starttls=1", "SESAME_SMTP_URL : réglage « starttls » inconnu ; « tls » et « helo » existent"},
	{"SESAME_SMTP_URL=smtp://user:pa#ss@relay.example", "SESAME_SMTP_URL : adresse illisible ; elle a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls, et les signes « : », « @ », « / », « ? », « # » et « % » du mot de passe s'y écrivent %3A, %40, %2F, %3F, %23 et %25"},
	{"SESAME_SMTP_URL=smtp://user:pa%ss@relay.example", "SESAME_SMTP_URL : adresse illisible ; elle a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls, et les signes « : », « @ », « / », « ? », « # » et « % » du mot de passe s'y écrivent %3A, %40, %2F, %3F, %23 et %25"},
	{"SESAME_SMTP_URL=smtp://user@relay.example", "SESAME_SMTP_URL : l'utilisateur et le mot de passe vont ensemble : donnez les deux, ou aucun"},
	{"SESAME_SMTP_URL=smtp://user:pass@relay.example:25?tls=none", "SESAME_SMTP_URL : avec tls=none, le mot de passe irait en clair jusqu'à relay.example : écrivez tls=starttls ou tls=implicit"},
	{"SESAME_SMTP_URL=smtp://:587", "SESAME_SMTP_URL : le nom du relais manque ; l'adresse a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls"},
	{"SESAME_SMTP_URL=ne-pas-repondre@caisse.example", "SESAME_SMTP_URL : c'est une adresse e-mail, qui va dans SESAME_SMTP_FROM ; celle du relais a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls"},
	{"SESAME_SMTP_URL=json+https://passerelle.example/sms", "SESAME_SMTP_URL : c'est l'adresse d'une passerelle de SMS, qui va dans SESAME_SMS_URL ; celle du relais a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls"},
	{"SESAME_SMTP_FROM=ne pas repondre@caisse.example", "SESAME_SMTP_FROM : adresse illisible ; elle a la forme Mon espace privé <ne-pas-repondre@domaine>"},
	{"SESAME_SMTP_FROM=Mon espace privé", "SESAME_SMTP_FROM : adresse illisible ; elle a la forme Mon espace privé <ne-pas-repondre@domaine>"},
	{"SESAME_SMTP_FROM=Mon espace <ne-pas-repondre@caisse example>", "SESAME_SMTP_FROM : adresse illisible ; elle a la forme Mon espace privé <ne-pas-repondre@domaine>"},
	{"SESAME_SMTP_FROM=smtp://relay.example:587", "SESAME_SMTP_FROM : c'est l'adresse du relais, qui va dans SESAME_SMTP_URL ; l'expéditeur a la forme Mon espace privé <ne-pas-repondre@domaine>"},
	{"SESAME_SMS_URL=https://passerelle.example/sms", "SESAME_SMS_URL : écrivez json+https:// ou kannel+https:// au lieu de https://"},
	{"SESAME_SMS_URL=smpp://operateur:2775", "SESAME_SMS_URL : SMPP n'est pas encore parlé ici ; passez par Kannel (kannel+http://…)"},
	{"SESAME_SMS_URL=json+https://", "SESAME_SMS_URL : le nom de la passerelle manque"},
	{"SESAME_SMS_URL=kannel+http://passerelle.example:13013/cgi-bin/sendsms", "SESAME_SMS_URL : username et password manquent à l'adresse de Kannel ; ajoutez ?username=…&password=…"},
	{"SESAME_SMS_URL=json+https://passerelle.example/sms?ok=(", "SESAME_SMS_URL : « ok= » n'est pas une expression régulière"},
	{"SESAME_SMS_URL=off", "SESAME_SMS_URL : l'adresse doit être off: ou commencer par json+https:// ou kannel+http://"},
	{"SESAME_SMS_SENDER=MSA Poitou-Charentes", "SESAME_SMS_SENDER : « MSA Poitou-Charentes » a 20 signes, et les réseaux en prennent 11 au plus"},
	{"SESAME_SMS_SENDER=MSA-Poitou", "SESAME_SMS_SENDER : « MSA-Poitou » : les réseaux ne prennent que des lettres sans accent, des chiffres et des espaces"},
	{"SESAME_SMS_SENDER=12", "SESAME_SMS_SENDER : un numéro a de 3 à 15 chiffres, « 12 » en a 2"},
	{"SESAME_SMS_COST=4,50 €", "SESAME_SMS_COST : « 4,50 € » n'est pas un prix en centimes comme 4,5"},
	{"SESAME_FC_ISSUER=https://app.franceconnect.gouv.fr/api/v2", "SESAME_FC_ISSUER, SESAME_FC_CLIENT_ID et SESAME_FC_CLIENT_SECRET vont ensemble : donnez les trois, ou aucun"},
	{"SESAME_AGENT_OIDC_ISSUER=annuaire", "SESAME_AGENT_OIDC_ISSUER : « annuaire » n'est pas une adresse comme https://annuaire.caisse.example/realms/caisse"},
	{"SESAME_AGENT_OIDC_ISSUER=http://annuaire.caisse.example", "SESAME_AGENT_OIDC_ISSUER : « http://annuaire.caisse.example » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://"},
	{"SESAME_AGENT_OIDC_ISSUER=https://annuaire.caisse.example/.well-known/openid-configuration", "SESAME_AGENT_OIDC_ISSUER : « https://annuaire.caisse.example/.well-known/openid-configuration » : donnez l'adresse sans /.well-known/openid-configuration"},
	{"SESAME_AGENT_OIDC_ISSUER=https://annuaire.caisse.example", "SESAME_AGENT_OIDC_ISSUER, SESAME_AGENT_OIDC_CLIENT_ID, SESAME_AGENT_OIDC_CLIENT_SECRET, SESAME_AGENT_OIDC_ROLE_CLAIM et SESAME_AGENT_OIDC_ROLES vont ensemble : donnez les cinq, ou aucun"},
	{"SESAME_AGENT_OIDC_SCOPES=profile,email", "SESAME_AGENT_OIDC_SCOPES : « profile,email » : les mots se séparent par des espaces"},
	{"SESAME_AGENT_OIDC_ROLE_CLAIM=les groupes", "SESAME_AGENT_OIDC_ROLE_CLAIM : « les groupes » n'est pas le nom d'une donnée comme groups ou realm_access.roles"},
	{"SESAME_AGENT_OIDC_ROLES=sesame-agents", "SESAME_AGENT_OIDC_ROLES : « sesame-agents » ne dit pas de quel rôle : écrivez par exemple sesame-agents=agent"},
	{"SESAME_AGENT_OIDC_ROLES=sesame-agents=agents", "SESAME_AGENT_OIDC_ROLES : « agents » n'est pas un rôle : ce sont agent, courrier et superviseur"},
	{"SESAME_AGENT_OIDC_ROLES=chefs=superviseur, chefs=agent", "SESAME_AGENT_OIDC_ROLES : « chefs » y est deux fois"},
	{"SESAME_AGENT_OIDC_SECOND_FACTOR=proconnect", "SESAME_AGENT_OIDC_SECOND_FACTOR : « proconnect » : écrivez ici, ou annuaire"},
	{"SESAME_AGENT_OIDC_ONLY=oui", "SESAME_AGENT_OIDC_ISSUER : ce réglage manque ; sans lui les autres SESAME_AGENT_OIDC_… ne servent à rien"},
	{"SESAME_AGENT_OIDC_ONLY=1", "SESAME_AGENT_OIDC_ONLY : « 1 » : écrivez oui, ou non"},
	{"SESAME_FC_ISSUER=franceconnect", "SESAME_FC_ISSUER : l'adresse de FranceConnect n'est pas une adresse complète, comme https://app.franceconnect.gouv.fr/api/v2"},
	{"SESAME_EVENTS_URL=https://portail.example/evenements", "SESAME_EVENTS_URL : l'adresse doit commencer par json+https://"},
	{"SESAME_CA_FILE=/nowhere/ca.pem", "SESAME_CA_FILE : le fichier /nowhere/ca.pem n'existe pas"},
	{"SESAME_CA_FILE=/etc", "SESAME_CA_FILE : /etc est un dossier, et non un fichier"},
	{"SESAME_CAISSE_NAME=MSA de démonstration", "SESAME_CAISSE_NAME : « MSA de démonstration » est une valeur de la démonstration ; donnez celle de la caisse"},
	{"SESAME_CAISSE_PHONE=appelez-nous", "SESAME_CAISSE_PHONE : « appelez-nous » n'est pas un numéro de téléphone comme 05 49 00 00 00"},
	{"SESAME_CAISSE_SITE=www.poitou.example", "SESAME_CAISSE_SITE : « www.poitou.example » n'est pas une adresse comme https://exemple.fr/page"},
	{"SESAME_CAISSE_CONTACT_EMAIL=contact @poitou.example", "SESAME_CAISSE_CONTACT_EMAIL : « contact @poitou.example » n'est pas une adresse comme nom@exemple.fr"},
	{"SESAME_CAISSE_COLOR=vert", "SESAME_CAISSE_COLOR : « vert » n'est pas une couleur comme #1b5e3a"},
	{"SESAME_CODE_DIGITS=3", "SESAME_CODE_DIGITS : « 3 » n'est pas un nombre de 4 à 8, en chiffres et sans unité"},
	{"SESAME_CODE_DIGITS=quatre", "SESAME_CODE_DIGITS : « quatre » n'est pas un nombre de 4 à 8, en chiffres et sans unité"},
	{"SESAME_CODE_TTL=30", "SESAME_CODE_TTL : « 30 » n'est pas une durée de 1m à 24h, avec son unité : 60s, 30m, 8h ou 30d"},
	{"SESAME_CODE_TTL=30 min", "SESAME_CODE_TTL : « 30 min » n'est pas une durée de 1m à 24h, avec son unité : 60s, 30m, 8h ou 30d"},
	{"SESAME_LETTER_TTL=30j", "SESAME_LETTER_TTL : « 30j » n'est pas une durée de 7d à 90d, avec son unité : 60s, 30m, 8h ou 30d"},
	{"SESAME_CODE_RESEND=60,120", "SESAME_CODE_RESEND : « 60 » n'est pas une durée de 1s à 1h, comme 60s"},
	{"SESAME_BODY_BYTES=64k", "SESAME_BODY_BYTES : « 64k » n'est pas un nombre de 4096 à 16777216, en chiffres et sans unité"},
	{"SESAME_SESSION_MAX=10m", "SESAME_SESSION_MAX (10m) doit être au moins SESAME_SESSION_IDLE (15m)"},
	{"SESAME_WRONG_CODES_PER_MONTH=20", "SESAME_CODE_DIGITS : avec ces limites, un code d'un compte serait deviné en un an avec une probabilité de 2,61 %, au-dessus de 1 % ; augmentez les chiffres, ou baissez SESAME_WRONG_CODES_PER_MONTH"},
	{"SESAME_REINFORCED_DIGITS=4 & SESAME_CODE_DIGITS=6", "SESAME_REINFORCED_DIGITS (4) doit être au moins SESAME_CODE_DIGITS (6)"},
	{"SESAME_PORTAL_URL=http://portail.example", "SESAME_PORTAL_URL : « http://portail.example » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://"},
	{"SESAME_SMTP_ULR=smtp://relay.example", "SESAME_SMTP_ULR : cette variable est inconnue ; vouliez-vous dire SESAME_SMTP_URL ?"},
	{"SESAME_SMPT_URL=smtp://relay.example", "SESAME_SMPT_URL : cette variable est inconnue ; vouliez-vous dire SESAME_SMTP_URL ?"},
	{"SESAM_DB=/var/lib/sesame/sesame.db", "SESAM_DB : cette variable est inconnue ; vouliez-vous dire SESAME_DB ?"},
	{"sesame_db=/var/lib/sesame/sesame.db", "sesame_db : un réglage s'écrit en majuscules : SESAME_DB"},
	{"SESAME_COULEUR=vert", "SESAME_COULEUR : cette variable est inconnue. « sesame serve --help » les donne toutes"},
	{"SESAME_DB_FILE=/run/db", "SESAME_DB_FILE : seul un secret peut venir d'un fichier ; donnez la valeur dans SESAME_DB"},
	{"SESAME_BACKUP_KEEP=7", "SESAME_BACKUP_KEEP : « 7 » n'est pas un nombre de jours, de semaines ou de mois, comme dans « 7d 4w 12m »"},
	{"SESAME_KEY_FILE=sesame.db", "SESAME_KEY_FILE : c'est le fichier de SESAME_DB ; donnez à la clé un fichier à elle"},
}

func TestEachMistakeIsToldByItsSentence(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.given, func(t *testing.T) {
			_, err := configured(strings.Split(m.given, " & "))
			var told faults
			if want := m.told + " (variable d'environnement)"; !errors.As(err, &told) || len(told) != 1 || told[0] != want {
				t.Errorf("%v\nwant %s", err, want)
			}
		})
	}
}

// faulty is a configuration file with a mistake in nearly every line.
const faulty = `SESAME_LISTEN=8080
export SESAME_DB=x
SESAME_BASE_URL=http://espace.example
SESAME_SMTP_URL=smtp://user:hunter2@relay.example:465?tls=ssl
SESAME_SMTP_FROM=toto
SESAME_SMS_URL=https://passerelle.example
SESAME_CAISSE_NAME="MSA Poitou
SESAME_CODE_DIGITS=3
SESAME_LISTEN=:8080
SESAME_COULEUR=vert
SESAME_TLS_KEY=/etc/sesame/key.pem
SESAME_SESSION_MAX=10m
`

func TestAllMistakesAreToldInOneRoundEachWithItsLine(t *testing.T) {
	_, path, err := fromFile(t, all, faulty, append(caisse[1:], "SESAME_SMS_SENDER=MSA Poitou-Charentes")...)
	var told faults
	if !errors.As(err, &told) {
		t.Fatal(err)
	}
	want := []string{
		"ligne 2 : retirez « export »", "ligne 7 : SESAME_CAISSE_NAME : le guillemet n'est pas fermé", "SESAME_LISTEN : ce réglage est déjà à la ligne 1",
		"SESAME_COULEUR : cette variable est inconnue", "SESAME_BASE_URL : « http://espace.example »", "SESAME_SMTP_URL : « tls=ssl » inconnu",
		"SESAME_SMTP_URL : le port 465 va avec tls=implicit", "SESAME_SMTP_FROM : adresse illisible", "SESAME_SMS_URL : écrivez json+https://", "SESAME_SMS_SENDER : « MSA Poitou-Charentes » a 20 signes",
		"SESAME_CAISSE_NAME : ce réglage est exigé", "SESAME_CODE_DIGITS : « 3 »", "SESAME_TLS_CERT et SESAME_TLS_KEY vont ensemble", "SESAME_SESSION_MAX (10m) doit être au moins SESAME_SESSION_IDLE (15m)",
	}
	for _, w := range want {
		if !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, w) }) {
			t.Errorf("it does not say %q", w)
		}
	}
	if len(told) != len(want) {
		t.Errorf("%d are told, want %d:\n%v", len(told), len(want), err)
	}
	for sentence, line := range map[string]string{"SESAME_SMTP_URL : « tls=ssl » inconnu": "ligne 4)", "ce réglage est déjà": "ligne 9)", "SESAME_COULEUR": "ligne 10)", "vont ensemble": "ligne 11)", "doit être au moins": "ligne 12)"} {
		for _, s := range told {
			if strings.Contains(s, sentence) && !strings.HasSuffix(s, path+", "+line) {
				t.Errorf("%q does not name its %s", s, line)
			}
		}
	}
	if left := err.Error(); strings.Contains(left, "hunter2") {
		t.Errorf("a secret is told:\n%s", left)
	}
}

// A list that was pasted into the wrong setting does not fill the screen with messages.
func TestTheFirstWrongValuesOfALongListAreToldAndTheOthersCounted(t *testing.T) {
	_, err := configured([]string{"SESAME_EXEMPT_SITES=" + strings.Repeat("x,", 2500)})
	var told faults
	if !errors.As(err, &told) {
		t.Fatal(err)
	}
	if len(told) != 11 || told[10] != "SESAME_EXEMPT_SITES : il y a encore 2\u202f490 fautes comme celles-là (variable d'environnement)" {
		t.Errorf("%d: %q", len(told), told[min(len(told), 11)-1])
	}
}

func TestAFileOfConfigurationThatIsNoneIsTold(t *testing.T) {
	for name, c := range map[string]struct{ text, told string }{
		"UTF-16":                  {"\xff\xfeS\x00E\x00", "ligne 1 : le fichier est en UTF-16 ; enregistrez-le en UTF-8"},
		"lines that end with CR":  {"SESAME_DB=x\rSESAME_LISTEN=:8080\r", "ligne 1 : les lignes finissent par CR seul, et n'en font qu'une"},
		"Windows-1252":            {"SESAME_CAISSE_NAME=Sud-C\xf4te", "ligne 1 : cette ligne n'est pas en UTF-8"},
		"YAML":                    {"SESAME_DB: x", "ligne 1 : écrivez NOM=valeur"},
		"something after a quote": {"SESAME_CAISSE_NAME='MSA' Poitou", "ligne 1 : SESAME_CAISSE_NAME : le guillemet n'est pas fermé, ou quelque chose suit celui qui ferme"},
		"itself":                  {"SESAME_CONFIG=/etc/x", "SESAME_CONFIG : ce réglage nomme la configuration"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := fromFile(t, all, c.text, enough...); err == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("%v\nwant %s", err, c.told)
			}
		})
	}
	if c, _, err := fromFile(t, all, "\ufeffSESAME_DB=x.db\r\n", enough...); err != nil || c.DB != "x.db" {
		t.Errorf("with a mark of UTF-8 and CRLF: %v", err)
	}
}

func TestASecretsFileThatIsNoneIsTold(t *testing.T) {
	d := newDesk(t)
	open := d.file("open", "smtp://relay.example")
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, told string }{
		"missing":           {d.path("missing"), "le fichier " + d.path("missing") + " n'existe pas"},
		"a folder":          {d.dir, d.dir + " est un dossier, et non un fichier"},
		"empty":             {d.file("empty", " \n"), "le fichier " + d.path("empty") + " est vide"},
		"with its name":     {d.file("named", "SESAME_SMTP_URL=smtp://user:hunter2@relay.example"), "le fichier " + d.path("named") + " ne doit tenir que la valeur, sans « SESAME_SMTP_URL= »"},
		"two lines":         {d.file("lines", "smtp://user:hunter2@relay.example\nother"), "le fichier " + d.path("lines") + " a plusieurs lignes ; la valeur tient sur une"},
		"open to everybody": {open, "tous les comptes de cet ordinateur peuvent ouvrir " + open + " : faites « chmod 640 " + open + " »"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{env: append([]string{enough[0], enough[2], "SESAME_SMTP_URL_FILE=" + c.path}, caisse...), now: time.Now, zone: time.UTC}
			_, _, err := p.configure(nil, all)
			if want := "SESAME_SMTP_URL_FILE : " + c.told + " (variable d'environnement)"; err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v\nwant %s", err, want)
			}
		})
	}
}

func TestWhatIsAllowedAndSeldomMeantIsTold(t *testing.T) {
	for given, told := range map[string]string{
		"SESAME_METRICS_LISTEN=0.0.0.0:9090":                              "SESAME_METRICS_LISTEN : les mesures sont lisibles par tous à 0.0.0.0:9090",
		"SESAME_METRICS_LISTEN=:9090":                                     "SESAME_METRICS_LISTEN : les mesures sont lisibles par tous à :9090",
		"SESAME_METRICS_LISTEN=10.0.0.5:9090":                             "",
		"SESAME_ACME_DOMAINS=espace.example":                              "SESAME_ACME_DOMAINS : l'autorité vient vérifier au port 443 ou 80, et le service écoute au port 8080",
		"SESAME_ACME_DOMAINS=espace.example & SESAME_LISTEN=:443":         "",
		"SESAME_ACME_DOMAINS=espace.example & SESAME_HTTP_LISTEN=[::]:80": "",
		"SESAME_LISTEN=:443":                                              "SESAME_LISTEN : le port 443 est celui du chiffrement",
		"SESAME_BACKUP_DIR=copies":                                        "SESAME_BACKUP_DIR : « copies » part du dossier où la commande est lancée, ici /",
		"SESAME_BACKUP_DIR=/var/backups/a~b$c":                            "",
	} {
		c, err := configured(strings.Split(given, " & "))
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		if said := strings.Join(c.warnings, "\n"); !strings.HasPrefix(said, told) || told == "" && said != "" {
			t.Errorf("%s: %q, want %q", given, said, told)
		}
	}
}

func TestFilesThatDoNotFitAreToldAtOnce(t *testing.T) {
	d := newDesk(t)
	cert, key, _ := d.certificate()
	certText, keyText := d.read("cert.pem"), d.read("key.pem")
	other := newDesk(t)
	other.certificate()
	otherCert, otherKey := other.read("cert.pem"), other.read("key.pem")
	nameless, namelessKey, _ := newDesk(t).certificateFor()
	pair := func(cert, key string) []string {
		return []string{"SESAME_TLS_CERT=" + cert, "SESAME_TLS_KEY=" + key, "SESAME_BASE_URL=https://localhost"}
	}
	folder := d.path("base.db")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  []string
		told []string
	}{
		"swapped certificate and key": {[]string{"SESAME_TLS_CERT=" + key, "SESAME_TLS_KEY=" + cert, "SESAME_BASE_URL=https://localhost"},
			[]string{"SESAME_TLS_CERT : " + key + " ne contient pas un certificat ; est-il échangé avec SESAME_TLS_KEY ?", "SESAME_TLS_KEY : " + cert + " ne contient pas une clé privée ; est-il échangé avec SESAME_TLS_CERT ?"}},
		"a certificate that is not there, and a folder for a key": {[]string{"SESAME_TLS_CERT=/nope.pem", "SESAME_TLS_KEY=" + d.dir},
			[]string{"SESAME_TLS_CERT : le fichier /nope.pem n'existe pas", "SESAME_TLS_KEY : " + d.dir + " est un dossier, et non un fichier"}},
		"no PEM":                        {[]string{"SESAME_TLS_CERT=" + d.file("text", "x"), "SESAME_TLS_KEY=" + key}, []string{"SESAME_TLS_CERT : " + d.path("text") + " n'est pas au format PEM, qui commence par « -----BEGIN »"}},
		"a certificate without a name":  {pair(nameless, namelessKey), []string{"SESAME_TLS_CERT : le certificat " + nameless + " ne porte aucun nom de site (subjectAltName), et les navigateurs le refusent ; demandez-en un pour localhost (SESAME_BASE_URL)"}},
		"a key with a mark of UTF-8":    {pair(cert, d.file("bom.pem", "\ufeff"+keyText)), []string{"SESAME_TLS_KEY : " + d.path("bom.pem") + " commence par une marque invisible (BOM) ; enregistrez-le en UTF-8 sans elle"}},
		"a key behind spaces":           {pair(cert, d.file("spaces.pem", "  "+keyText)), []string{"SESAME_TLS_KEY : " + d.path("spaces.pem") + " a quelque chose devant « -----BEGIN » ; retirez-le"}},
		"a key cut short":               {pair(cert, d.file("cut.pem", keyText[:60])), []string{"SESAME_TLS_KEY : " + d.path("cut.pem") + " est incomplet ou abîmé entre « -----BEGIN » et « -----END »"}},
		"an empty key":                  {pair(cert, d.file("empty.pem", "\n")), []string{"SESAME_TLS_KEY : " + d.path("empty.pem") + " est vide"}},
		"a key in UTF-16":               {pair(cert, d.file("wide.pem", "\xff\xfe-\x00-\x00")), []string{"SESAME_TLS_KEY : " + d.path("wide.pem") + " est en UTF-16"}},
		"a binary certificate":          {pair(d.file("der.pem", "0\x82\x01"), key), []string{"SESAME_TLS_CERT : " + d.path("der.pem") + " est au format DER ou PKCS#12"}},
		"two keys, the wrong one first": {pair(cert, d.file("two.pem", otherKey+keyText)), []string{"SESAME_TLS_KEY : " + d.path("two.pem") + " tient 2 clés, et la première, qui compte seule, n'est pas celle du certificat " + cert + " ; gardez la 2e seule"}},
		"the authority's first":         {pair(d.file("chain.pem", otherCert+certText), key), []string{"SESAME_TLS_CERT : dans " + d.path("chain.pem") + ", le certificat de la clé " + key + " n'est pas le premier ; mettez le 2e en tête"}},
		"another key":                   {pair(cert, d.file("other.pem", otherKey)), []string{"SESAME_TLS_KEY : la clé " + d.path("other.pem") + " n'est pas celle du certificat " + cert + " ; donnez celle avec laquelle il a été demandé"}},
		"a key with a password":         {pair(cert, d.file("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")), []string{"SESAME_TLS_KEY : la clé " + d.path("locked.pem") + " est protégée par un mot de passe, que le service n'a pas ; « openssl pkey"}},
		"a damaged certificate":         {pair(d.file("damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), key), []string{"SESAME_TLS_CERT : le certificat " + d.path("damaged.pem") + " est abîmé ; copiez-le de nouveau en entier"}},
		"another name":                  {[]string{"SESAME_TLS_CERT=" + cert, "SESAME_TLS_KEY=" + key, "SESAME_BASE_URL=https://espace.example"}, []string{"SESAME_TLS_CERT : le certificat " + cert + " n'est pas au nom de espace.example (SESAME_BASE_URL), mais de localhost ; demandez-en un pour ce nom, ou corrigez SESAME_BASE_URL"}},
		"no folder":                     {[]string{"SESAME_DB=/no/folder/x.db"}, []string{"SESAME_DB : le dossier /no/folder, où la base doit être créée, n'existe pas ; créez-le, pour le compte du service"}},
		"a folder":                      {[]string{"SESAME_DB=" + folder}, []string{"SESAME_DB : " + folder + " est un dossier ; donnez le fichier de la base, comme " + folder + "/sesame.db"}},
		"no database":                   {[]string{"SESAME_DB=" + d.file("list.csv", "identifiant;nom")}, []string{"SESAME_DB : le fichier " + d.path("list.csv") + " n'est pas une base ; donnez celui de la base"}},
		"no folder of the key":          {[]string{"SESAME_KEY_FILE=/no/folder/key"}, []string{"SESAME_KEY_FILE : le dossier /no/folder, où la clé doit être créée, n'existe pas ; créez-le, pour le compte du service"}},
		"two things at once": {[]string{"SESAME_DB=/no/folder/x.db", "SESAME_TLS_CERT=/nope.pem", "SESAME_TLS_KEY=" + key},
			[]string{"SESAME_DB : le dossier /no/folder", "SESAME_TLS_CERT : le fichier /nope.pem n'existe pas"}},
		"a mistake beside": {[]string{"SESAME_DB=/no/folder/x.db", "SESAME_CODE_DIGITS=3"}, []string{"SESAME_CODE_DIGITS : « 3 »", "SESAME_DB : le dossier /no/folder"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{env: append(append([]string{"SESAME_DB=" + d.path("sesame.db")}, enough...), c.env...), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now, zone: time.UTC}
			starting := all
			starting.starting = true
			_, _, err := p.configure(nil, starting)
			if err == nil {
				t.Fatal("it starts")
			}
			for _, want := range c.told {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v\nwant %s", err, want)
				}
			}
			if n := max(1, strings.Count(err.Error(), "\n  - ")); n != len(c.told) {
				t.Errorf("%d are told, want %d: %v", n, len(c.told), err)
			}
		})
	}
}

func TestAPairThatWentThroughAnotherSystemFits(t *testing.T) {
	d := newDesk(t)
	cert, key, _ := d.certificate()
	for _, name := range []string{"cert.pem", "key.pem"} {
		d.file(name, "Bag Attributes\r\n"+strings.ReplaceAll(d.read(name), "\n", " \r\n")+"\r\n")
	}
	p := &program{env: append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_TLS_CERT=" + cert, "SESAME_TLS_KEY=" + key}, append(enough[:len(enough):len(enough)], "SESAME_BASE_URL=https://localhost")...), now: time.Now, zone: time.UTC}
	starting := all
	starting.starting = true
	if _, _, err := p.configure(nil, starting); err != nil {
		t.Error(err)
	}
}
