function t(e){return e.place>0?`Waiting: ${e.place===1?"next":`place ${e.place}`} in the queue`:e.total>0?`${e.label}: ${e.done} of ${e.total}`:e.label}export{t as a};
