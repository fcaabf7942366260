package main

import "github.com/Shopify/toxiproxy/v2/toxics"

// corruptToxic changes every so-many-th byte of a stream, as a broken device on the way does that
// gives each packet a new checksum.
type corruptToxic struct {
	Every int `json:"every"`
}

// How far a stream has come, kept when the toxic is changed.
type corruptState struct{ passed int }

func (*corruptToxic) NewState() any { return new(corruptState) }

func (t *corruptToxic) Pipe(stub *toxics.ToxicStub) {
	state := stub.State.(*corruptState)
	for {
		select {
		case <-stub.Interrupt:
			return
		case chunk := <-stub.Input:
			if chunk == nil {
				stub.Close()
				return
			}
			for i := range chunk.Data {
				state.passed++
				if state.passed%max(1, t.Every) == 0 {
					chunk.Data[i] ^= 0x15 // a digit or letter becomes another character that can be printed
				}
			}
			stub.Output <- chunk
		}
	}
}
