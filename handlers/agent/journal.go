package agent

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

const (
	logPath  = web.AgentPath + "/journal"
	logShown = 50 // acts on a page
)

// Acts says an event as the log of the agents' acts reads it, by name and result; %s is the reason.
var Acts = map[[2]string]string{
	{web.EventAgentLogin, db.ResultOK}:       "est entré (%s)",
	{web.EventAgentLogin, db.ResultRefused}:  "une entrée a été refusée : %s",
	{web.EventAgentLogin, db.ResultBlocked}:  "une entrée a été refusée après trop de tentatives : %s",
	{web.EventAgentLogout, db.ResultOK}:      "s'est déconnecté",
	{web.EventAgentEnrolled, db.ResultOK}:    "a ouvert son accès (%s)",
	{web.EventAgentDenied, db.ResultRefused}: "a demandé ce que son rôle n'ouvre pas (%s)",
	{web.EventAgentProved, db.ResultRefused}: "a donné un mot de passe actuel faux",
	{web.EventAgentProved, db.ResultBlocked}: "a donné trop de mots de passe actuels faux",
	{web.EventAgentPassword, db.ResultOK}:    "a changé son mot de passe",
	{web.EventAgentKeyAdded, db.ResultOK}:    "a ajouté une clé d'accès : %s",
	{web.EventAgentKeyRemoved, db.ResultOK}:  "a retiré une clé d'accès : %s",
	{web.EventAgentTOTPSet, db.ResultOK}:     "a enregistré une application de codes",
	{web.EventAgentTOTPRemoved, db.ResultOK}: "a retiré son application de codes",
	{web.EventAgentCodes, db.ResultOK}:       "a demandé de nouveaux codes de secours",
	{web.EventAgentSessions, db.ResultOK}:    "a fermé ses autres sessions",
	{web.EventAgentRole, db.ResultOK}:        "a changé le rôle d'un agent : %s",
	{web.EventAgentsLog, db.ResultOK}:        "a lu ce journal (%s)",
	{db.EventAgentAdded, db.ResultOK}:        "a ajouté un agent : %s",
	{db.EventAgentInvited, db.ResultOK}:      "a donné un nouveau secret d'enrôlement à un agent : %s",
	{db.EventAgentDisabled, db.ResultOK}:     "a retiré l'accès d'un agent : %s",
	{web.EventMemberSearched, db.ResultOK}:   "a cherché un adhérent (%s)",
	{web.EventLettersSeen, db.ResultOK}:      "a regardé des courriers (%s)",
	{web.EventContactsListed, db.ResultOK}:   "a regardé la liste des messages de contact (%s)",
	{web.EventContactRead, db.ResultOK}:      "a lu un message de contact : %s",
	{web.EventContactTaken, db.ResultOK}:     "a pris en charge un message de contact : %s",
	{web.EventContactAnswered, db.ResultOK}:  "a répondu à un message de contact : %s",
	{web.EventContactClosed, db.ResultOK}:    "a classé un message de contact : %s",
	{web.EventImportChecked, db.ResultOK}:    "a envoyé un fichier à vérifier : %s",
	{web.EventImportBegun, db.ResultOK}:      "a fait charger un fichier : %s",
	{web.EventImportCancelled, db.ResultOK}:  "a renoncé à un fichier : %s",
	{web.EventImportRead, db.ResultOK}:       "a regardé les lignes refusées d'un fichier : %s",
	{web.EventImportRejects, db.ResultOK}:    "a téléchargé les lignes refusées d'un fichier : %s",
	{web.EventFiguresSeen, db.ResultOK}:      "a regardé les statistiques (%s)",
	{db.EventImport, db.ResultOK}:            "a chargé un fichier : %s",
	{db.EventLettersPrinted, db.ResultOK}:    "a imprimé des courriers : %s",
	{db.EventLettersPosted, db.ResultOK}:     "a marqué des courriers comme postés : %s",
	{db.EventLettersRenewed, db.ResultOK}:    "a renouvelé des courriers : %s",
	{db.EventLetterRenewed, db.ResultOK}:     "a renouvelé un courrier : %s",
	{db.EventLetterReturned, db.ResultOK}:    "a marqué un courrier comme revenu : %s",
	{db.EventAddressAccepted, db.ResultOK}:   "a accepté l'adresse d'un courrier : %s",
}

// reasons are the program's own words in French; what an agent gave as a reason stays as it is.
var reasons = strings.NewReplacer("secret of ", "secret d'enrôlement de ", "password of ", "mot de passe de ", "recovery-code of ", "code de secours de ", "passkey of ", "clé d'accès de ",
	"totp of ", "code de l'application de ", "code of ", "code de ", "batch ", "lot ", "letters: ", "courriers : ", "found: ", "trouvés : ", " bytes", " octets",
	"queue", "file d'attente", "unknown", "destinataire inconnu", "unwanted", "indésirable", "spoken", "répondu de vive voix", "duplicate", "en double",
	"elsewhere", "ne concerne pas la caisse")

var words = map[string]string{ //nolint:gosec // G101: words of the log
	"passkey": "clé d'accès", "totp": "code de l'application", "recovery-code": "code de secours", "password": "mot de passe d'un inconnu",
	"secret": "secret d'enrôlement d'un inconnu",
}

func actSaid(r db.AuditRow) string {
	said, told := Acts[[2]string{r.Event, r.Result}]
	if what := DeskDeeds[[2]string{r.Event, r.Result}]; !told && what != "" {
		if how, reason := chosenWay(r.Reason); how != "" {
			return what + " " + how + " : " + reason
		}
		said, told = what+" : %s", true
	}
	if !told {
		said = r.Event + " (" + r.Result + ") : %s"
	}
	reason, ok := words[r.Reason]
	if r.Event == web.EventAgentDenied {
		reason, ok = right(r.Reason).label(), true
	}
	if !ok {
		reason = reasons.Replace(r.Reason)
	}
	if reason == "" {
		return strings.NewReplacer(" (%s)", "", " : %s", "").Replace(said)
	}
	return strings.Replace(said, "%s", reason, 1)
}

func actor(r db.AuditRow) string {
	if login, ok := strings.CutPrefix(r.Actor, "agent:"); ok {
		return login
	}
	return map[string]string{"system": "le serveur", "stranger": "un visiteur"}[r.Actor]
}

// logQuery reads what the address asks for; what makes no sense there is left out.
func (a *Pages) logQuery(c echo.Context) (q db.AgentActs, typed map[string]string) {
	typed = map[string]string{}
	if login, err := account.ParseAgentLogin(c.QueryParam("agent")); err == nil {
		q.Login, typed["agent"] = login, login
	}
	if day, err := time.ParseInLocation(time.DateOnly, c.QueryParam("jour"), a.Location); err == nil {
		q.From, q.To, typed["jour"] = day, day.AddDate(0, 0, 1), day.Format("02/01/2006")
	}
	q.Before, _ = strconv.ParseInt(c.QueryParam("avant"), 10, 64)
	return q, typed
}

// logURL is the address of a page of the log.
func logURL(login string, day time.Time, before int64) string {
	v := url.Values{}
	if login != "" {
		v.Set("agent", login)
	}
	if !day.IsZero() {
		v.Set("jour", day.Format(time.DateOnly))
	}
	if before > 0 {
		v.Set("avant", strconv.FormatInt(before, 10))
	}
	if len(v) == 0 {
		return logPath
	}
	return logPath + "?" + v.Encode()
}

// showLog lists what agents did, newest first. That somebody looks is an act too.
func (a *Pages) showLog(c echo.Context) error {
	q, typed := a.logQuery(c)
	q.Limit = logShown + 1
	rows, err := a.DB.AgentActs(c.Request().Context(), q)
	if err != nil {
		return err
	}
	looked := strings.TrimSpace(q.Login + " " + typed["jour"])
	if err := a.AuditAlone(c, web.EventAgentsLog, nil, db.ResultOK, looked); err != nil {
		return err
	}
	return a.logScreen(c, q, rows, typed, nil)
}

func (a *Pages) logScreen(c echo.Context, q db.AgentActs, rows []db.AuditRow, typed map[string]string, refused error) error {
	var d views.DeskLogData
	if len(rows) > logShown {
		rows = rows[:logShown]
		d.Older = logURL(q.Login, q.From, rows[logShown-1].Seq)
	}
	if q.Before > 0 {
		d.Newest = logURL(q.Login, q.From, 0)
	}
	for _, r := range rows {
		row := views.DeskLogRow{When: a.Moment(r.At), Agent: actor(r), What: actSaid(r)}
		if len(r.Target) >= 8 {
			row.File = r.Target[:8]
		}
		d.Rows = append(d.Rows, row)
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/journal", Action: logPath, Values: typed, Data: d}, refused)
}

// filterLog leads to the log of one agent, one day, or both.
func (a *Pages) filterLog(c echo.Context) error {
	refused := &web.Refusal{}
	login, written := "", strings.TrimSpace(c.FormValue("jour"))
	var day time.Time
	if c.FormValue("agent") != "" {
		var err error
		if login, err = account.ParseAgentLogin(c.FormValue("agent")); err != nil {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrAgentLogin.Message})
		}
	}
	if written != "" {
		var err error
		if day, err = time.ParseInLocation("2/1/2006", written, a.Location); err != nil {
			refused.Fields = append(refused.Fields, views.FieldError{Field: "jour", Message: texts.LogDayMalformed})
		}
	}
	if len(refused.Fields) > 0 {
		return a.logScreen(c, db.AgentActs{}, nil, nil, refused)
	}
	return a.Redirect(c, logURL(login, day, 0))
}
