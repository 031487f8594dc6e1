package journey_test

import (
	"fmt"

	"sesame/account"
	"sesame/journey"
)

// A person who has forgotten a password; one more fact at each step.
func ExampleJourney_Current() {
	var known journey.Facts
	fmt.Println(journey.Forgotten.Current(known).Name)

	known.Path = account.ByCode
	fmt.Println(journey.Forgotten.Current(known).Name)

	known.ChannelChosen = true
	fmt.Println(journey.Forgotten.Current(known).Name)

	known.CodeRight = true
	fmt.Println(journey.Forgotten.Current(known).Name)
	// Output:
	// identifiant
	// canal
	// code
	// confirmation
}
