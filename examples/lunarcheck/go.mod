module example.com/membership/examples/lunarcheck

go 1.24.0

require example.com/membership v0.0.0

replace example.com/membership => ../..
