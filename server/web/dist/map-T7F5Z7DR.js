import{a,b}from"./chunk-PXRI3SDO.js";import"./chunk-MTX2FKWF.js";export{b as map,a as middle};
