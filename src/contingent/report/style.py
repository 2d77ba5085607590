"""The page's style sheet: a value of the code, because a room that opens no file cannot read one."""

STYLE = """
:root{
--paper:#ffffff;--ink:#1d1d1b;--quiet:#5f5e5a;--rule:#d6d3cc;--wash:#f6f4ef;
--blue:#0072b2;--orange:#c25400;--purple:#9a4d80;--link:#00598c;--mark:#e7f1f8;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,Georgia,"Times New Roman",serif;
color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{
--paper:#171716;--ink:#edeae3;--quiet:#b0aca2;--rule:#413f3b;--wash:#21201e;
--blue:#5db5e6;--orange:#f0a050;--purple:#d995c1;--link:#86c7ee;--mark:#12303f}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans);overflow-wrap:anywhere;
font-variant-numeric:tabular-nums lining-nums}
main{max-width:58rem;margin:0 auto;padding:1.5rem 1rem 5rem}
p,ul,ol,dl,blockquote{margin:0 0 .75rem}
section>p,section>ul,section>ol,.card>p,.answer,.article,.caveats,.voice>p{max-width:42rem}
h1,h2,h3,h4{line-height:1.2;text-wrap:balance;font-weight:700}
h1{font:700 clamp(1.75rem,1.2rem + 2.6vw,2.9rem)/1.12 var(--serif);margin:.25rem 0 .75rem;max-width:46rem}
h2{font:700 1.6rem/1.2 var(--serif);margin:0 0 .5rem}
h3{font-size:1.1rem;margin:2.25rem 0 .5rem}
h4{font-size:1rem;margin:1rem 0 .25rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:3px solid var(--orange);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-100vw;top:0;padding:.75rem 1rem;background:var(--ink);color:var(--paper);z-index:1}
.skip:focus{left:0}
section{margin-top:3.5rem;padding-top:1.25rem;border-top:1px solid var(--ink)}
.lead,.note,figcaption,caption{color:var(--quiet)}
div.note{max-width:42rem}
.note ul,.note ol,ol.note,ul.note{padding-left:1.25rem}
.note p{margin:0 0 .3rem}
.note,figcaption,caption,.meta{font-size:.875rem;line-height:1.45}
figcaption b,caption{color:var(--ink)}
q{quotes:"\\201c" "\\201d" "\\2018" "\\2019"}
q,[dir=auto]{unicode-bidi:isolate}
code{font:.85em/1.4 ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;overflow-wrap:anywhere}
data{white-space:nowrap}

.brand{font-weight:700;letter-spacing:.01em;margin:0;border-top:4px solid var(--ink);padding-top:.6rem}
.brand span{font-weight:400;color:var(--quiet)}
.byline{color:var(--quiet);font-size:.9rem;max-width:46rem}
.answer{margin:1.5rem 0}
.sentence{font:1.2rem/1.5 var(--serif)}
.sentence.second{font-size:1.05rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:1.25rem 2rem;margin:1.75rem 0;
padding:1.25rem 0;border:solid var(--rule);border-width:1px 0}
.figures p{margin:0;display:flex;flex-direction:column;font-size:.9rem;line-height:1.4}
.figures strong{font:700 2.4rem/1.1 var(--serif)}
.figures .below{color:var(--quiet)}
.caveats{background:var(--wash);border-left:4px solid var(--orange);padding:1rem 1.25rem .5rem;margin:1.5rem 0}
.caveats h2{font:700 1rem/1.3 var(--sans);margin-bottom:.4rem}
.caveats ul,section>ul,.reasons{padding-left:1.25rem}
.caveats li,.reasons li{margin-bottom:.4rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:1.5rem 0 0;font-size:.9rem}
nav a{display:inline-block;padding:.25rem 0}

.bar{display:block;position:relative;height:1rem;max-width:20rem;margin:.35rem 0}
.bar::before{content:"";position:absolute;left:0;right:0;top:.44rem;border-top:1px solid var(--rule)}
.bar .range{position:absolute;top:.3rem;height:.34rem;min-width:3px;border-radius:.2rem;background:var(--blue);
opacity:.45}
.bar .dot{position:absolute;top:.12rem;width:.7rem;height:.7rem;margin-left:-.35rem;border-radius:50%;
background:var(--blue);border:1px solid var(--paper)}

figure{margin:1.25rem 0 1.75rem}
svg.chart{display:block;width:100%;height:auto;overflow:visible;font-family:var(--sans)}
svg.chart text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.odds{max-width:43rem}
.odds figcaption{margin-top:.5rem}
.odds .narrow{display:none}
.panels{display:grid;grid-template-columns:repeat(var(--columns),minmax(0,1fr));gap:1.5rem 1.4rem;
margin-top:.75rem}
.panel{display:flex;flex-direction:column;justify-content:space-between;max-width:15rem}
@media (min-width:44.01rem){.panel svg.chart text{font-size:9.5px}}
.panel-name{margin:0 0 .3rem;font-size:.875rem;line-height:1.3}
.panel-name b,.panel-name span{display:block}
.panel-name span+span{color:var(--quiet)}
.differences{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:1.5rem 2.5rem}
.difference,.tornado{margin:.5rem 0;max-width:30rem}
.difference figcaption b{color:var(--ink)}
.difference .chart,.tornado .chart{max-width:24rem}
.difference{min-width:0}.difference figcaption,.tornado figcaption{margin-bottom:.5rem}
.matters{display:grid;grid-template-columns:minmax(0,27rem) minmax(0,1fr);gap:1rem 3rem;align-items:start}
.known{list-style:none;padding:0;font-size:.875rem;line-height:1.45}
.known li{padding:.5rem 0;border-top:1px solid var(--rule)}
.known span,.around{color:var(--quiet)}
.actors .refs{white-space:normal}
.actors td:nth-child(2) .around{display:block;white-space:nowrap}
.numbers{max-width:none}.arithmetic{max-width:46rem;table-layout:fixed}
.arithmetic caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}

.card{padding:1.25rem 0;border-top:1px solid var(--rule)}
.card h3{margin:0 0 .35rem;font-size:1.15rem;max-width:42rem}
.odds-line{display:grid;grid-template-columns:auto 1fr;align-items:baseline;gap:0 .6rem}
.odds-line strong{font:700 1.9rem/1.1 var(--serif)}
.odds-line .bar{grid-column:1/-1;width:100%}
.odds-line .none{grid-column:1/-1}
.row{margin:0}
.row>summary{color:inherit;display:grid;grid-template-columns:1rem minmax(0,1fr) auto;gap:0 1rem;
align-items:baseline;padding:0;font-size:1rem}
.row>summary::-webkit-details-marker{display:none}
.row>summary::before{content:"+";color:var(--link);font-weight:700}
.row[open]>summary::before{content:"\\2212"}
.row>summary h3{font-size:1rem;font-weight:600;margin:0;text-wrap:wrap;max-width:38rem}
.check>p:first-child{margin:0}
.row>summary .result{font-size:.9rem;color:var(--quiet);text-align:right;max-width:15rem}
.row>summary .result span{display:block}
.row>summary .result b{color:var(--ink)}
.row>summary .verdict{margin:0;white-space:nowrap}
.row[open]>summary{margin-bottom:.6rem}
.row[open]>summary .none{display:none}
.card:has(>.row){padding:.7rem 0}
blockquote{margin:0 0 .75rem;padding-left:1rem;border-left:3px solid var(--rule);max-width:42rem}
.refs{font-size:.85rem;color:var(--quiet);white-space:nowrap}
.facts>div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:0 1rem;padding:.25rem 0;font-size:.9rem;
line-height:1.45}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;max-width:42rem}
.mark{display:inline-block;font-size:.75rem;line-height:1.3;padding:.05rem .45rem;border:1px solid var(--quiet);
border-radius:1rem;color:var(--quiet);font-weight:400}
.mark.unread,.mark.party{border-color:var(--orange);color:var(--orange)}
.reader{color:var(--purple);font-size:.9rem;font-weight:600}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--link);font-size:.9rem;padding:.2rem 0}
details ul{font-size:.9rem;padding-left:1.25rem}
.branches{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));
gap:0 2.5rem;max-width:none!important}
.branches li{border-top:1px solid var(--rule);padding:.75rem 0}
.branches .reader{color:inherit;font-weight:400;font-size:1rem}
.branches p,.branches blockquote{margin:.25rem 0;font-size:.9rem}

table{border-collapse:collapse;width:100%;margin:.75rem 0 1.25rem;font-size:.875rem;line-height:1.4}
caption{text-align:left;padding-bottom:.4rem}
th,td{overflow-wrap:normal;text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;
border-bottom:1px solid var(--rule)}
thead th{color:var(--quiet);font-weight:400;vertical-align:bottom;border-color:var(--ink)}
tbody th{font-weight:600;min-width:8rem}
.forced{font-style:italic}
.short .range{display:block;color:var(--quiet)}
.verdict{display:inline-block;margin:0 0 .35rem;font-size:.8rem;font-weight:700;padding:.1rem .5rem;
border:1px solid currentColor;border-radius:2px}
.verdict.mismatch,.verdict.ambiguous{color:var(--orange)}
.verdict.consistent{color:var(--blue)}
.verdict.caution,.verdict.needs-source{color:var(--purple)}

.claims{list-style:none;padding:0;max-width:46rem}
.claims li{display:grid;grid-template-columns:2.25rem minmax(0,1fr);padding:.5rem 0;border-bottom:1px solid var(--rule)}
.claims li:target,.article :target+mark{background:var(--mark)}
.claims .n{font-weight:700;font-size:.875rem;padding-top:.1rem}
.claims .cue{text-decoration:underline dotted var(--quiet);text-underline-offset:.2em}
.claims .meta{margin:.1rem 0 0;color:var(--quiet)}
.voice.apart,.text.apart{border-left:3px dotted var(--purple);padding-left:1rem}
.article{font:1.05rem/1.6 var(--serif)}
.article .title{font-weight:700;font-size:1.3rem;line-height:1.3}
.article .heading{font-weight:700;margin-top:1.5rem}
.article .reader{font:600 .9rem/1.4 var(--sans);margin-top:1.5rem}
.article mark{background:none;color:inherit}
.article mark a{color:inherit;text-decoration:underline;text-decoration-color:var(--blue);text-decoration-thickness:2px}
.article mark a:hover{background:var(--mark)}
.data{padding-top:.25rem;border-top:1px solid var(--rule)}

@media (max-width:44rem){
.odds .wide{display:none}.odds .narrow{display:block}
.matters{grid-template-columns:minmax(0,1fr)}
.facts>div{grid-template-columns:minmax(0,1fr)}
.panels{grid-template-columns:repeat(2,minmax(0,1fr));gap:1.25rem 1rem}
tbody th{min-width:0}
.fold,.fold tbody,.fold tr,.fold th,.fold td,.fold caption{display:block}
.fold thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.fold tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}
.fold th,.fold td{padding:.1rem 0;border:0;overflow-wrap:anywhere}
.fold td{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.75rem}
.fold td::before{content:attr(data-label);color:var(--quiet)}
.shares td{grid-template-columns:minmax(0,1fr) 4rem}
.shares td>span{text-align:right}
.short .range{display:inline}
.row>summary{grid-template-columns:1rem minmax(0,1fr)}
.row>summary>:nth-child(n+2){grid-column:2;text-align:left;justify-self:start;margin-top:.2rem}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
:root{--paper:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--wash:#fff;--blue:#00669f;--orange:#a84800;--purple:#86416f;
--link:#000;--mark:#fff;color-scheme:light}
body{font-size:10pt}main{max-width:none;padding:0}
nav,.skip{display:none}
section{margin-top:1.75rem}
h1,h2,h3,h4,figcaption,caption,.panel-name{break-after:avoid}
figure,.card,.panel,.caveats,.claims li,.branches li,tr,.figures{break-inside:avoid}
.card.check,.fans{break-inside:auto}
.panels{grid-template-columns:repeat(var(--columns),minmax(0,1fr))}
details::details-content{content-visibility:visible;display:block;block-size:auto}
summary{list-style:none;color:var(--quiet)}
.row>summary::before{content:none}
.row>summary .none{display:none}
.numbers{font-size:7.5pt}.numbers th,.numbers td{padding-right:.4rem}.numbers tbody th{min-width:6rem}
.row>summary{grid-template-columns:minmax(0,1fr) auto}
.article{font-size:10pt}
@page{margin:18mm 16mm}
}
"""
