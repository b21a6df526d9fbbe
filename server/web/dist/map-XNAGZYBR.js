import{a,b}from"./chunk-YASVJBMM.js";import"./chunk-V52SGVUF.js";export{b as map,a as middle};
