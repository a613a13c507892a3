package care_test

import (
	"encoding/json"
	"fmt"

	"example.com/membership/care"
)

// A shop in mainland China starts from the preset and closes its own hours
// earlier.
func ExampleChina() {
	law := care.China()
	law.Quiet[0].From = "20:30"
	sms := care.Channel{ID: "sms", Kind: care.SMS, Country: "86", Law: law}
	data, _ := json.MarshalIndent(sms, "", "  ")
	fmt.Println(string(data))
	// Output:
	// {
	//   "id": "sms",
	//   "kind": "sms",
	//   "country": "86",
	//   "law": {
	//     "quiet": [
	//       {
	//         "from": "20:30",
	//         "to": "08:00"
	//       }
	//     ],
	//     "optOut": [
	//       "拒收请回复R",
	//       "退订回T",
	//       "回T退订",
	//       "退订回N",
	//       "回N退订"
	//     ],
	//     "signature": true
	//   }
	// }
}
