package db

import (
	"encoding/json"
	"reflect"
	"testing"
)

// A profile is read as encoding/json reads it, whoever has written it.
func FuzzReadProfile(f *testing.F) {
	for _, p := range []Profile{
		{},
		{Identifier: "T1", Address: []string{}},
		{Identifier: "2850586194123", Civility: "Mme", LastName: "Désormeaux", FirstName: "Jean-François", BirthDate: "1985-12-31", BirthTown: "Niort", BirthCountry: "France",
			Address: []string{"12 rue du Bourg", "94240 L HAY LES ROSES"}, AddressColumns: []int{4, 6}},
		{Identifier: "T2", Company: "Boisseleau & Fils", Address: []string{"« La \"Grange\" »", `C:\`, "a\tb", "\u2028"}, AddressColumns: []int{1, 10}},
	} {
		plain, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	for _, text := range []string{``, `{`, `{}`, `{}{}`, `null`, `{"identifier":null}`, `{"identifier":"a","identifier":"b"}`, `{"Identifier":"a"}`, `{"address":["a",]}`, `{"address":[],}`, `{"other":1}`,
		`{"address_columns":[01]}`, `{"address_columns":[1,-2]}`, `{"identifier":"a"`, `{"identifier":"` + "\xff" + `"}`, `{"identifier":"\ud800"}`, `{ "identifier" : "a" }`, `{"address":["a"],"address":[]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		var want Profile
		wantErr := json.Unmarshal(plain, &want)
		got, err := readProfile(plain)
		if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v, %v", plain, got, err, want, wantErr)
		}
	})
}

// What json.Marshal makes of an ordinary profile is not left to encoding/json.
func TestAnOrdinaryProfileIsReadQuickly(t *testing.T) {
	plain, err := json.Marshal(Profile{Identifier: "1", LastName: "Œuvrard", Address: []string{"86000 POITIERS"}, AddressColumns: []int{6}})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := plainProfile(string(plain)); !ok {
		t.Errorf("%s", plain)
	}
}
