package atlas

// ioSchemas are the tables of national input-output accounts.
var ioSchemas = []*Schema{}
