import{a,b}from"./chunk-IS7FYUOI.js";import"./chunk-APHPVPNG.js";export{b as map,a as middle};
