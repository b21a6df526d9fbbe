import{a,b}from"./chunk-STJA2V7Z.js";import"./chunk-APHPVPNG.js";export{b as map,a as middle};
