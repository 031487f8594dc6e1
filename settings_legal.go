package main

import (
	"fmt"
	"strconv"
)

// legalSettings are the caisse's data for the legal pages and the contact form. None is required: doctor reports what is
// missing.
var legalSettings = []setting{
	{name: "SESAME_LEGAL_DIRECTOR", prose: true, demo: "Camille Exemple, directrice générale de la caisse de démonstration", help: "Nom du directeur de la publication, comme Camille Exemple, directrice générale ; pour la page « Mentions légales ».",
		set: func(c *config, v string) error { return setOptionalText(&c.Caisse.Legal.Director, v) }},
	{name: "SESAME_LEGAL_HOST", prose: true, demo: "Hébergeur de démonstration, 2 place de l'Exemple, 86000 Poitiers, 01 99 00 56 78", help: "Qui héberge le service : nom, adresse et téléphone, sur une ligne.",
		set: func(c *config, v string) error { return setOptionalText(&c.Caisse.Legal.Host, v) }},
	{name: "SESAME_LEGAL_DPO", demo: "dpo@caisse.example", help: "Adresse e-mail du délégué à la protection des données ; pour la page « Données personnelles ».",
		set: func(c *config, v string) error { return setEmail(&c.Caisse.Legal.DPO, v) }},
	{name: "SESAME_ACCESS_RELAY", former: "SESAME_LEGAL_RELAY", demo: "https://www.caisse.example/relais", help: "Adresse du relais par lequel les personnes sourdes, malentendantes ou aphasiques appellent la caisse ; elle suit partout le numéro de téléphone.",
		set: func(c *config, v string) error { return setURL(&c.Caisse.Legal.Relay, v, "https", "http") }},
	{name: "SESAME_CONTACT_DAYS", fallback: "2", help: "Jours ouvrés sous lesquels la caisse répond aux messages du formulaire de contact, de 1 à 30 ; l'accusé de réception le dit.",
		set: setAnswerDays},
	{name: "SESAME_ACCESS_PLAN", demo: "https://www.caisse.example/accessibilite/schema-pluriannuel", help: "Adresse du schéma pluriannuel d'accessibilité et de son plan de l'année.",
		set: func(c *config, v string) error { return setURL(&c.Caisse.Legal.AccessPlan, v, "https", "http") }},
	{name: "SESAME_ACCESS_AUDIT", help: "Adresse du rapport d'audit d'accessibilité ; sans lui, ou sans SESAME_ACCESS_AUDIT_RATE, la déclaration dit « non conforme ».",
		set: func(c *config, v string) error { return setURL(&c.Caisse.Legal.Audit.Report, v, "https", "http") }},
	{name: "SESAME_ACCESS_AUDIT_BY", prose: true, help: "Qui a fait cet audit, et quand, comme la société Exemple, en novembre 2026.",
		set: func(c *config, v string) error { return setOptionalText(&c.Caisse.Legal.Audit.By, v) }},
	{name: "SESAME_ACCESS_AUDIT_RATE", help: "Part des critères du RGAA respectés selon cet audit, en pourcentage, comme 87,5.",
		set: setRate},
}

func setAnswerDays(c *config, v string) error {
	days, err := strconv.Atoi(v)
	if err != nil || days < 1 || days > 30 {
		return fmt.Errorf("« %s » n'est pas un nombre de jours de 1 à 30", v)
	}
	c.Caisse.AnswerDays = days
	return nil
}

// auditRule binds the settings that the accessibility declaration puts into one sentence about an audit. The address of its
// report may be given alone.
var auditRule = rule{[]string{"SESAME_ACCESS_AUDIT", "SESAME_ACCESS_AUDIT_BY", "SESAME_ACCESS_AUDIT_RATE"}, func(c *config) bool {
	by, rate := c.Caisse.Legal.Audit.By != "", c.given["SESAME_ACCESS_AUDIT_RATE"]
	return by != rate || by && c.Caisse.Legal.Audit.Report == ""
}, always("SESAME_ACCESS_AUDIT_BY et SESAME_ACCESS_AUDIT_RATE vont ensemble, avec SESAME_ACCESS_AUDIT : donnez les trois, ou l'adresse du rapport seule")}

func setOptionalText(to *string, v string) error {
	if v == "" {
		return nil
	}
	return setText(to, v)
}

func setRate(c *config, v string) error {
	if v == "" {
		return nil
	}
	rate, ok := tenths(v)
	if !ok || rate > 1000 {
		return fmt.Errorf("« %s » n'est pas un pourcentage de 0 à 100, comme 87,5", v)
	}
	c.Caisse.Legal.Audit.Rate = rate
	return nil
}
