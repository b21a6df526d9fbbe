package atlas

// factSchemas are the tables of curated facts.
var factSchemas = []*Schema{}
