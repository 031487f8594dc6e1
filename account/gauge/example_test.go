package gauge_test

import (
	"fmt"

	"sesame/account/gauge"
)

func ExampleEstimate() {
	for _, password := range []string{"Tracteur2024!", "T*r*a*c*t*e*u*r*1", "Tracteur-nuage-violon7"} {
		e := gauge.Estimate(password)
		fmt.Printf("%s: %v, 10⁸ guesses or more: %v\n", password, e.Reading, e.Guesses >= 1e8)
	}
	// Output:
	// Tracteur2024!: mot, 10⁸ guesses or more: false
	// T*r*a*c*t*e*u*r*1: mot, 10⁸ guesses or more: false
	// Tracteur-nuage-violon7: mots, 10⁸ guesses or more: true
}

func ExampleEstimate_own() {
	e := gauge.Estimate("06.39.98.10.02 Ab", "Boutin", "+33639981002")
	fmt.Println(e.Reading)
	fmt.Println(e.Advice)
	// Output:
	// données de la personne
	// Ce mot de passe est trop simple. Ajoutez un ou deux mots sans rapport entre eux.
}

func ExampleJudge() {
	v := gauge.Judge("Boutin1947!", gauge.Personal{Names: []string{"Boutin"}, Words: []string{"1947-07-03"}})
	fmt.Println(v.Level, v.Accepted)
	// Output: faible false
}

func ExamplePropose() {
	e := gauge.Estimate(gauge.Propose())
	fmt.Println(e.Guesses >= 1e10)
	// Output: true
}
