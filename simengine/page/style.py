"""How the page looks: on screens light and dark, on narrow ones, and on paper, where its first page stands alone."""

CSS = """
:root{color-scheme:light dark;--ink:#1c1c1c;--soft:#555;--paper:#fff;--line:#ccc;--tint:#f3f5f8;--link:#0b5fa5}
@media (prefers-color-scheme:dark){
:root{--ink:#e8e8e8;--soft:#b0b0b0;--paper:#15171a;--line:#444;--tint:#20242a;--link:#7dbcf0}
.picture svg{filter:invert(.9) hue-rotate(180deg)}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem 1.2rem 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.6rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:.5rem 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
p.date,.band,.scored,figcaption,nav{color:var(--soft)}
.answer{font-size:1.2rem;font-weight:600}
#cover figcaption{display:none}
.caution{border-left:.3rem solid #d55e00;padding-left:.7rem}
.lists{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:0 2rem}
.lists h2{font-size:1.05rem;margin:.5rem 0 0}
.lists ul,section>ul{margin:.3rem 0;padding-left:1.2rem}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
figure{margin:1rem 0}
.picture{overflow-x:auto}
.picture svg{width:100%;height:auto;display:block}
.on-a-phone{display:none}
.map{overflow-x:auto}.map .picture{overflow:visible}
.map svg{width:auto;max-width:none}
.fans{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(27rem,100%),1fr));gap:0 1.5rem}
.fans figure{min-width:0}
.picture svg *{stroke-linejoin:round;stroke-linecap:butt}
.picture svg text{font-family:"DejaVu Sans",Verdana,"Noto Sans",sans-serif!important}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--link)}
.wide{overflow-x:auto;margin:.6rem 0}
.wide,.map,.picture{background:
linear-gradient(to right,var(--paper) 30%,transparent) left/2rem 100% no-repeat local,
linear-gradient(to left,var(--paper) 30%,transparent) right/2rem 100% no-repeat local,
linear-gradient(to right,#8889,transparent) left/.6rem 100% no-repeat scroll,
linear-gradient(to left,#8889,transparent) right/.6rem 100% no-repeat scroll}
.map .picture,.stories .wide{background:none}
table{border-collapse:collapse;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th,td{border-bottom:1px solid var(--line);padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top}
tbody th{font-weight:400;min-width:7rem}
td:last-child{overflow-wrap:anywhere}
thead th{vertical-align:bottom}
td.number{text-align:right;font-variant-numeric:tabular-nums}
td.number,.date,.whole{white-space:nowrap}
p.date{white-space:normal}
th.date{min-width:0}
.many td.number{white-space:normal}.many table{font-size:.82rem}.many tbody th{min-width:8rem}
.on-paper{display:none}
abbr{text-decoration:none;border-bottom:1px dotted var(--soft)}
:target{background:var(--tint);outline:2px solid var(--link)}
code{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
.stories{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem}
.stories article{background:var(--tint);padding:.2rem .8rem;min-width:0}
dt{font-weight:600}dd{margin:0 0 .4rem 1.2rem}
@media (max-width:40rem){
.at-a-desk{display:none}.on-a-phone{display:block}
.stacked :is(table,tbody,tr,td,th){display:block}
.stacked thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.stacked caption{display:block}
.stacked tr{border-bottom:1px solid var(--line);padding:.3rem 0}
.stacked :is(td,th){border:0;padding:.05rem 0}
.stacked tbody th{font-weight:600}
.stacked td{display:flow-root;text-align:right}.stacked td:not(.number,.date){text-align:left}
tbody th,td:not(.number,.date){overflow-wrap:anywhere}
.stacked td::before{content:attr(data-head);color:var(--soft);float:left;max-width:45%;margin-right:.8rem;
text-align:left}
.stacked td:empty{display:none}
.stacked td.number{white-space:normal}
}
@page{size:A4;margin:16mm}
@media print{
:root{color-scheme:light;--ink:#000;--soft:#333;--paper:#fff;--line:#999;--tint:#fff;--link:#000}
body{max-width:none;padding:0;font-size:10pt}
.picture svg{filter:none}
nav,.skip{display:none}
#cover{break-after:page}
#cover .picture svg{max-height:105mm}
#cover details{display:none}
.stories{grid-template-columns:repeat(auto-fit,minmax(50mm,1fr))}
h2,h3,figcaption,caption{break-after:avoid}
figure,tr,.stories article{break-inside:avoid}
details:not(.long)::details-content{content-visibility:visible;display:block}
.wide,.map,.picture{background:none}
.wide,.picture{overflow:visible}.map{overflow:visible}.map svg{width:100%;max-height:230mm}
table{font-size:8pt}
td.number{white-space:normal}.many table{font-size:6.5pt}.many th,.many td{padding-right:.3rem}
abbr{border:0}.on-paper{display:inline}
a{text-decoration:none}
}
"""
