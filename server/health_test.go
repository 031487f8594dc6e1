package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealthOnALoopbackAddressIsOfThisComputersNamesAndTheServices(t *testing.T) {
	s := &Server{options: Options{Hosts: []string{"espace.example"}}}
	health := httptest.NewServer(s.knownHost(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	defer health.Close()
	for host, status := range map[string]int{
		"localhost:9090": 200, "127.0.0.1": 200, "[::1]:9090": 200, "10.0.0.5:9090": 200, "espace.example": 200, "ESPACE.example:9090": 200,
		"evil.example": 421, "localhost.evil.example:9090": 421,
	} {
		r, err := http.NewRequest(http.MethodGet, health.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("%s: %d, want %d", host, answer.StatusCode, status)
		}
	}
}
