package views

import (
	"fmt"

	"sesame/texts"
)

func figureSamples() []Sample {
	plot := func(id, title, by string, series ...string) DeskPlot {
		p := DeskPlot{ID: id, Title: title, Note: texts.FiguresJourneys, Period: by, Series: series}
		for i := range 30 {
			r := DeskPlotRow{Label: fmt.Sprintf("%02d/11/2026", i+1), Short: fmt.Sprintf("%02d/11", i+1)}
			for s := range series {
				r.Counts = append(r.Counts, (i*7+s*13)%40)
			}
			if len(series) == 3 { // those begun are the sum of those finished and left
				r.Counts[0] = r.Counts[1] + r.Counts[2]
			}
			p.Rows = append(p.Rows, r)
		}
		return p
	}
	queues := []DeskQueue{{"Messages", 3, "1", "le 23 novembre 2026 à 9\u00a0h\u00a005"}, {"Courriers à imprimer", 0, "–", "aucun"}}
	full := DeskFiguresData{By: "jour", Reinforced: 1, Nobody: 12, Queues: queues,
		Plots: []DeskPlot{plot("parcours", "Parcours", "jour", "commencés", "terminés", "laissés"), plot("connexions", "Connexions", "jour", "réussies", "refusées")},
		Groups: []DeskFigureGroup{{"Limites atteintes", []DeskFigureLine{{"connexions", "17", texts.AdviseFigurePassword}, {"courriers", "moins de 5", ""}, {"codes faux", "non montré", ""}, {"codes demandés", "0", ""}}},
			{"Qui refuse les e-mails", []DeskFigureLine{{"Orange", "12", texts.AdviseFigureProvider}, {"Free", "0", ""}, {"autres fournisseurs", "8", texts.AdviseFigureOtherProviders}}},
			{"D'où reviennent les e-mails", []DeskFigureLine{{"Orange", "0", ""}, {"Free", "6", texts.AdviseFigureProvider}, {"autres fournisseurs", "moins de 5", ""}}}}}
	costs := plot("messages", "Messages partis", "semaine", "e-mails", "SMS")
	costs.Further = []string{"coût des SMS, en euros"}
	for i := range costs.Rows {
		costs.Rows[i].Further = []string{"1,23"}
	}
	empty := DeskPlot{ID: "parcours", Title: "Parcours", Period: "jour", Series: []string{"commencés"}, Rows: []DeskPlotRow{{Label: "01/11/2026", Short: "01/11", Counts: []int{0}}}}
	return []Sample{
		{"agent-chiffres", desk("chiffres", "superviseur", Screen{Data: full})},
		{"agent-chiffres-semaine", desk("chiffres", "superviseur", Screen{Data: DeskFiguresData{By: "semaine", Queues: queues, Plots: []DeskPlot{costs}}})},
		{"agent-chiffres-vide", desk("chiffres", "superviseur", Screen{Data: DeskFiguresData{By: "jour", Queues: queues, Plots: []DeskPlot{empty}}})},
	}
}
