import{a,b}from"./chunk-627FPYO5.js";import"./chunk-MTX2FKWF.js";export{b as map,a as middle};
