import{a,b}from"./chunk-NFKWO55N.js";import"./chunk-KCYW4RYS.js";export{b as map,a as middle};
