package facts

var policySheets, siteSheets, eventSheets, listSheets []sheet
