<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
    <message>
        <source>
Click to go there and see where in the picture</source>
        <translation>
Klicken, um dorthin zu gehen und die Stelle im Bild zu sehen</translation>
    </message>
    <message>
        <source>
Ctrl+click splits the shot here, right-click for more</source>
        <translation>
Strg+Klick teilt die Einstellung hier, Rechtsklick zeigt mehr</translation>
    </message>
    <message>
        <source>
Drag to move it to another frame</source>
        <translation>
Ziehen verschiebt es auf ein anderes Bild</translation>
    </message>
    <message>
        <source>
Drag to move this cut</source>
        <translation>
Ziehen verschiebt diesen Schnitt</translation>
    </message>
    <message>
        <source>
E_warp {value:.4f}, {above:.4f} {side} the usual of its shot</source>
        <translation>
E_warp {value:.4f}, {above:.4f} {side} dem üblichen Wert der Einstellung</translation>
    </message>
    <message>
        <source>
Keyframe {frame} is the nearest of frames {start} to {stop}</source>
        <translation>
Schlüsselbild {frame} ist das nächstgelegene für die Bilder {start} bis {stop}</translation>
    </message>
    <message>
        <source>
Shot {index}: frames {start} to {stop}, {keys}</source>
        <translation>
Einstellung {index}: Bilder {start} bis {stop}, {keys}</translation>
    </message>
    <message>
        <source>
Touched up: it counts where it was painted</source>
        <translation>
Nachgebessert: Es zählt, wo es bemalt wurde</translation>
    </message>
    <message>
        <source>
Where it is bright, the color flickers more than elsewhere: a keyframe helps there</source>
        <translation>
Wo es hell ist, flimmert die Farbe stärker als anderswo: Dort hilft ein Schlüsselbild</translation>
    </message>
    <message>
        <source>
and {more} more</source>
        <translation>
und {more} weitere</translation>
    </message>
    <message>
        <source>  ({low} to {high}{unit})</source>
        <translation>  ({low} bis {high}{unit})</translation>
    </message>
    <message>
        <source>  Something changed since: check again.</source>
        <translation>  Seither hat sich etwas geändert: erneut prüfen.</translation>
    </message>
    <message>
        <source>  ·  not propagated yet</source>
        <translation>  ·  noch nicht ausgebreitet</translation>
    </message>
    <message>
        <source>  ·  {stops:+.1f} EV to the film</source>
        <translation>  ·  {stops:+.1f} EV zum Film</translation>
    </message>
    <message>
        <source>  ·  {value:.0%} alike</source>
        <translation>  ·  {value:.0%} ähnlich</translation>
    </message>
    <message>
        <source>  ·  {waiting} waiting</source>
        <translation>  ·  {waiting} wartend</translation>
    </message>
    <message>
        <source> In {count} it was not found.</source>
        <translation> Nicht gefunden in: {count}.</translation>
    </message>
    <message>
        <source> It covers {mean:.0%} of the frame.</source>
        <translation> Es deckt {mean:.0%} des Bildes ab.</translation>
    </message>
    <message>
        <source> The method itself was {confidence:.0%} sure here.</source>
        <translation> Das Verfahren selbst war hier zu {confidence:.0%} sicher.</translation>
    </message>
    <message>
        <source> The shot is still being read.</source>
        <translation> Die Einstellung wird noch gelesen.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source> from {where}.</source>
        <translation> aus {where}.</translation>
    </message>
    <message>
        <source> of the film itself (there is no result yet)</source>
        <translation> im Film selbst (noch kein Ergebnis)</translation>
    </message>
    <message>
        <source> on average, varying</source>
        <translation> im Mittel, variabel</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;About Tintloom</source>
        <translation>&amp;Über Tintloom</translation>
    </message>
    <message>
        <source>&amp;Accept Range</source>
        <translation>Bereich a&amp;nnehmen</translation>
    </message>
    <message>
        <source>&amp;Accept Result as Keyframe</source>
        <translation>&amp;Ergebnis als Schlüsselbild übernehmen</translation>
    </message>
    <message>
        <source>&amp;Add Object</source>
        <translation>Objekt &amp;hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>&amp;Pinsel</translation>
    </message>
    <message>
        <source>&amp;Cancel Run</source>
        <translation>&amp;Lauf abbrechen</translation>
    </message>
    <message>
        <source>&amp;Clear In and Out</source>
        <translation>In und Out &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Click an Object</source>
        <translation>Objekt an&amp;klicken</translation>
    </message>
    <message>
        <source>&amp;Close Project</source>
        <translation>Projekt sc&amp;hließen</translation>
    </message>
    <message>
        <source>&amp;Color</source>
        <translation>&amp;Kolorieren</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy Keyframe</source>
        <translation>Schlüsselbild &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Deliver</source>
        <translation>&amp;Ausgeben</translation>
    </message>
    <message>
        <source>&amp;Detach Processed Clip</source>
        <translation>Bearbeiteten Clip &amp;lösen</translation>
    </message>
    <message>
        <source>&amp;Draw Around</source>
        <translation>&amp;Umfahren</translation>
    </message>
    <message>
        <source>&amp;Duplicate Keyframe to...</source>
        <translation>Schlüsselbild dupli&amp;zieren nach...</translation>
    </message>
    <message>
        <source>&amp;Duplicate to...</source>
        <translation>&amp;Duplizieren nach...</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Edit Outside</source>
        <translation>E&amp;xtern bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Edit in {name}</source>
        <translation>In {name} &amp;bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radiergummi</translation>
    </message>
    <message>
        <source>&amp;Export...</source>
        <translation>&amp;Exportieren...</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Fill</source>
        <translation>&amp;Füllen</translation>
    </message>
    <message>
        <source>&amp;Find Shots</source>
        <translation>&amp;Schnitte suchen</translation>
    </message>
    <message>
        <source>&amp;Find a Command...</source>
        <translation>&amp;Befehl suchen...</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;Go to...</source>
        <translation>&amp;Gehe zu...</translation>
    </message>
    <message>
        <source>&amp;Harder Brush</source>
        <translation>&amp;Härterer Pinsel</translation>
    </message>
    <message>
        <source>&amp;Heat Overlay</source>
        <translation>&amp;Flimmerkarte</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Import Masks...</source>
        <translation>Masken &amp;importieren...</translation>
    </message>
    <message>
        <source>&amp;Import Picture...</source>
        <translation>&amp;Bild importieren...</translation>
    </message>
    <message>
        <source>&amp;Keep Light and Shade</source>
        <translation>L&amp;icht und Schatten behalten</translation>
    </message>
    <message>
        <source>&amp;Keyframe</source>
        <translation>&amp;Schlüsselbild</translation>
    </message>
    <message>
        <source>&amp;Least Certain Between Keyframes</source>
        <translation>Unsic&amp;herstes zwischen Schlüsselbildern</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>&amp;Ansehen</translation>
    </message>
    <message>
        <source>&amp;Loop the Worst Second</source>
        <translation>Schlechteste Sekunde als Schlei&amp;fe</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>Mas&amp;ke</translation>
    </message>
    <message>
        <source>&amp;Mask Mode</source>
        <translation>&amp;Maskenmodus</translation>
    </message>
    <message>
        <source>&amp;Merge with Next</source>
        <translation>&amp;Mit nächster verbinden</translation>
    </message>
    <message>
        <source>&amp;Mute</source>
        <translation>Stu&amp;mmschalten</translation>
    </message>
    <message>
        <source>&amp;Next Suggestion</source>
        <translation>&amp;Nächster Vorschlag</translation>
    </message>
    <message>
        <source>&amp;Next Way to Compare</source>
        <translation>&amp;Nächste Vergleichsart</translation>
    </message>
    <message>
        <source>&amp;Open Film...</source>
        <translation>&amp;Film öffnen...</translation>
    </message>
    <message>
        <source>&amp;Original</source>
        <translation>&amp;Original</translation>
    </message>
    <message>
        <source>&amp;Paint</source>
        <translation>&amp;Malen</translation>
    </message>
    <message>
        <source>&amp;Pick Color</source>
        <translation>Farbe auf&amp;nehmen</translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation>&amp;Wiedergabe oder Pause</translation>
    </message>
    <message>
        <source>&amp;Prepare</source>
        <translation>&amp;Vorbereiten</translation>
    </message>
    <message>
        <source>&amp;Propagate</source>
        <translation>Aus&amp;breiten</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Redo {text}</source>
        <translation>&amp;Wiederholen: {text}</translation>
    </message>
    <message>
        <source>&amp;Reject Range</source>
        <translation>Bereich &amp;verwerfen</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>En&amp;tfernen</translation>
    </message>
    <message>
        <source>&amp;Remove Keyframe</source>
        <translation>&amp;Schlüsselbild entfernen</translation>
    </message>
    <message>
        <source>&amp;Remove Object</source>
        <translation>Objekt &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Restore Original</source>
        <translation>&amp;Original wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>E&amp;rgebnis</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>&amp;Save Now</source>
        <translation>Jetzt &amp;speichern</translation>
    </message>
    <message>
        <source>&amp;Scribble</source>
        <translation>&amp;Kritzeln</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Shot</source>
        <translation>&amp;Einstellung</translation>
    </message>
    <message>
        <source>&amp;Show Masks</source>
        <translation>Masken &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Split Here</source>
        <translation>Hier &amp;teilen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stopp</translation>
    </message>
    <message>
        <source>&amp;Stop Watching ({state})</source>
        <translation>Nicht mehr b&amp;eobachten ({state})</translation>
    </message>
    <message>
        <source>&amp;Stop and Keep</source>
        <translation>Stoppen und be&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Suggest Declined Frames Again</source>
        <translation>&amp;Abgelehnte Bilder wieder vorschlagen</translation>
    </message>
    <message>
        <source>&amp;Take from Another Clip...</source>
        <translation>A&amp;us anderem Clip holen...</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Design</translation>
    </message>
    <message>
        <source>&amp;Track Both Ways</source>
        <translation>In &amp;beide Richtungen verfolgen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo {text}</source>
        <translation>&amp;Rückgängig: {text}</translation>
    </message>
    <message>
        <source>&amp;Update from This Touch-up</source>
        <translation>Ab Nachbesserung a&amp;ktualisieren</translation>
    </message>
    <message>
        <source>&amp;Versions ({count})...</source>
        <translation>&amp;Fassungen ({count})...</translation>
    </message>
    <message>
        <source>&amp;Versions of the Keyframe...</source>
        <translation>&amp;Fassungen des Schlüsselbilds...</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Worst Between Keyframes</source>
        <translation>Sch&amp;lechtestes zwischen Schlüsselbildern</translation>
    </message>
    <message>
        <source>, a keyframe</source>
        <translation>, ein Schlüsselbild</translation>
    </message>
    <message>
        <source>, shot {index} of {count}</source>
        <translation>, Einstellung {index} von {count}</translation>
    </message>
    <message>
        <source>, {time} left</source>
        <translation>, noch {time}</translation>
    </message>
    <message>
        <source>1 frame from the nearest mask you made</source>
        <translation>1 Bild von Ihrer nächsten Maske entfernt</translation>
    </message>
    <message>
        <source>1 pixel of {0} was no number and was put right.</source>
        <translation>1 Bildpunkt von {0} war keine Zahl und wurde berichtigt.</translation>
    </message>
    <message>
        <source>10 Frames Back</source>
        <translation>10 Bilder zurück</translation>
    </message>
    <message>
        <source>10 Frames On</source>
        <translation>10 Bilder vor</translation>
    </message>
    <message>
        <source>16</source>
        <translation>16</translation>
    </message>
    <message>
        <source>1900s</source>
        <translation>1900er</translation>
    </message>
    <message>
        <source>1900s to 1940s</source>
        <translation>1900er bis 1940er</translation>
    </message>
    <message>
        <source>1910s to 1920s</source>
        <translation>1910er bis 1920er</translation>
    </message>
    <message>
        <source>1920s</source>
        <translation>1920er</translation>
    </message>
    <message>
        <source>1940s</source>
        <translation>1940er</translation>
    </message>
    <message>
        <source>1950s</source>
        <translation>1950er</translation>
    </message>
    <message>
        <source>1970s</source>
        <translation>1970er</translation>
    </message>
    <message>
        <source>8</source>
        <translation>8</translation>
    </message>
    <message>
        <source>8 bits a channel are written, the clip has {0}.</source>
        <translation>Geschrieben werden 8 Bit je Kanal, der Clip hat {0}.</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;Tintloom {own}&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Colorize, stylize and repair moving pictures from a few frames made right by hand.&lt;/p&gt;&lt;p&gt;Apache License 2.0. Made with Qt {version}, Python {python_version}, PyAV (FFmpeg), OpenImageIO, OpenCV and PyTorch, each under its own license.&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;Tintloom {own}&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Bewegte Bilder kolorieren, stilisieren und reparieren, ausgehend von wenigen von Hand fertiggestellten Bildern.&lt;/p&gt;&lt;p&gt;Apache License 2.0. Erstellt mit Qt {version}, Python {python_version}, PyAV (FFmpeg), OpenImageIO, OpenCV und PyTorch, jeweils unter eigener Lizenz.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;span style=&quot;color:{color}; font-weight:{weight}&quot;&gt;{title} {last:.4g}&lt;/span&gt;</source>
        <translation>&lt;span style=&quot;color:{color}; font-weight:{weight}&quot;&gt;{title} {last:.4g}&lt;/span&gt;</translation>
    </message>
    <message>
        <source>A color is off by more than 5 dE in {flagged} of {where}.</source>
        <translation>Farbe weicht um mehr als 5 dE ab: {flagged} von {where}.</translation>
    </message>
    <message>
        <source>A color of the cast needs a name.</source>
        <translation>Eine Farbe der Besetzung braucht einen Namen.</translation>
    </message>
    <message>
        <source>A color with a name (&quot;Anna&apos;s coat&quot;) stays the same in every shot: add the color in hand, tie it to an object, and have checked where it drifts.</source>
        <translation>Eine Farbe mit Namen („Annas Mantel“) bleibt in jeder Einstellung gleich: die aktuelle Farbe hinzufügen, an ein Objekt binden und prüfen lassen, wo sie abdriftet.</translation>
    </message>
    <message>
        <source>A comet</source>
        <translation>Ein Komet</translation>
    </message>
    <message>
        <source>A cut lies outside frames {0} to {1}.</source>
        <translation>Ein Schnitt liegt außerhalb der Bilder {0} bis {1}.</translation>
    </message>
    <message>
        <source>A dot: the color of {what}{of} stays within ΔE {length:.1f} over {seen}.{more}</source>
        <translation>Ein Punkt: {what}{of} bleibt farblich über {seen} innerhalb von ΔE {length:.1f}.{more}</translation>
    </message>
    <message>
        <source>A file cannot be read or written.</source>
        <translation>Eine Datei kann nicht gelesen oder geschrieben werden.</translation>
    </message>
    <message>
        <source>A file of the run was changed, damaged or deleted outside this program.</source>
        <translation>Eine Datei des Laufs wurde außerhalb dieses Programms geändert, beschädigt oder gelöscht.</translation>
    </message>
    <message>
        <source>A first picture; the final one is still to come</source>
        <translation>Ein erstes Bild; das endgültige kommt noch</translation>
    </message>
    <message>
        <source>A frame (&quot;120&quot;), a timecode (&quot;00:00:04:20&quot;) or a step (&quot;+25&quot;).</source>
        <translation>Ein Bild („120“), ein Timecode („00:00:04:20“) oder ein Schritt („+25“).</translation>
    </message>
    <message>
        <source>A frame treated as the whole shot shall be; -1 takes the treatment that most frames have.</source>
        <translation>Ein Bild, das so bearbeitet ist, wie es die ganze Einstellung sein soll; -1 nimmt die Bearbeitung der meisten Bilder.</translation>
    </message>
    <message>
        <source>A gray level each</source>
        <translation>Je ein Grauwert</translation>
    </message>
    <message>
        <source>A map of {0}x{1} is not twice as wide as high.</source>
        <translation>Eine Karte von {0}x{1} ist nicht doppelt so breit wie hoch.</translation>
    </message>
    <message>
        <source>A network trained on many films carries your keyframes; no training on the shot.</source>
        <translation>Ein an vielen Filmen trainiertes Netz trägt Ihre Keyframes weiter; an der Einstellung wird nicht trainiert.</translation>
    </message>
    <message>
        <source>A new shot begins at this frame.</source>
        <translation>Mit diesem Bild beginnt eine neue Einstellung.</translation>
    </message>
    <message>
        <source>A palette needs a name.</source>
        <translation>Eine Palette braucht einen Namen.</translation>
    </message>
    <message>
        <source>A palette needs at least one color.</source>
        <translation>Eine Palette braucht mindestens eine Farbe.</translation>
    </message>
    <message>
        <source>A picture of the project cannot be read: {0}</source>
        <translation>Ein Bild des Projekts kann nicht gelesen werden: {0}</translation>
    </message>
    <message>
        <source>A picture of the shape {0} cannot be stored.</source>
        <translation>Ein Bild der Form {0} kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>A picture of the shape {0} does not lie on a frame of {1}.</source>
        <translation>Ein Bild der Form {0} passt nicht auf ein Filmbild der Form {1}.</translation>
    </message>
    <message>
        <source>A picture of {0} cannot be stored.</source>
        <translation>Ein Bild vom Typ {0} kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>A plan: color them in any order.</source>
        <translation>Ein Plan: in beliebiger Reihenfolge kolorieren.</translation>
    </message>
    <message>
        <source>A processed version has the same frames as the film that is open.</source>
        <translation>Eine bearbeitete Fassung hat dieselben Bilder wie der geöffnete Film.</translation>
    </message>
    <message>
        <source>A processed version of this film</source>
        <translation>Eine bearbeitete Fassung dieses Films</translation>
    </message>
    <message>
        <source>A run is still working.</source>
        <translation>Ein Lauf rechnet noch.</translation>
    </message>
    <message>
        <source>A run is working; save as another project when it is done.</source>
        <translation>Ein Lauf rechnet; danach lässt sich das Projekt unter anderem Namen speichern.</translation>
    </message>
    <message>
        <source>A small copy for smooth scrubbing is ready.</source>
        <translation>Eine kleine Kopie für flüssiges Scrubben liegt bereit.</translation>
    </message>
    <message>
        <source>About Tintloom</source>
        <translation>Über Tintloom</translation>
    </message>
    <message>
        <source>About {0} % less error expected: {1} better.</source>
        <translation>Etwa {0} % weniger Fehler erwartet: {1} besser.</translation>
    </message>
    <message>
        <source>About {0} GB will be needed, but only {1} GB are free.</source>
        <translation>Etwa {0} GB werden gebraucht, aber nur {1} GB sind frei.</translation>
    </message>
    <message>
        <source>Accept result</source>
        <translation>Ergebnis übernehmen</translation>
    </message>
    <message>
        <source>Accept {bounds}</source>
        <translation>{bounds} annehmen</translation>
    </message>
    <message>
        <source>Accepted result</source>
        <translation>Übernommenes Ergebnis</translation>
    </message>
    <message>
        <source>Accepted: later runs keep this picture</source>
        <translation>Angenommen: Spätere Läufe behalten dieses Bild</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add to the cast</source>
        <translation>Zur Besetzung hinzufügen</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>{name} hinzufügen</translation>
    </message>
    <message>
        <source>After its steps</source>
        <translation>Nach seinen Schritten</translation>
    </message>
    <message>
        <source>Agfacolor</source>
        <translation>Agfacolor</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>All frames of this shot.</source>
        <translation>Alle Bilder dieser Einstellung.</translation>
    </message>
    <message>
        <source>All in white</source>
        <translation>Alle in Weiß</translation>
    </message>
    <message>
        <source>All is well: no color is off by more than 5 dE in {where}.</source>
        <translation>Alles in Ordnung ({where}): Keine Farbe weicht um mehr als 5 dE ab.</translation>
    </message>
    <message>
        <source>All keys on one sheet.</source>
        <translation>Alle Tasten auf einem Blatt.</translation>
    </message>
    <message>
        <source>All shots</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Along the motion</source>
        <translation>Entlang der Bewegung</translation>
    </message>
    <message>
        <source>Along the motion is best; the others look at two frames alone and take milliseconds.</source>
        <translation>Entlang der Bewegung ist am besten; die anderen sehen nur zwei Bilder an und brauchen Millisekunden.</translation>
    </message>
    <message>
        <source>Along this line the film changes by ΔE {change:.1f} a frame, {back:.1f} back and forth. There is no result to compare yet: propagate first.</source>
        <translation>Entlang dieser Linie ändert sich der Film um ΔE {change:.1f} je Bild, davon {back:.1f} hin und her. Es gibt noch kein Ergebnis zum Vergleichen: erst ausbreiten.</translation>
    </message>
    <message>
        <source>Alt + wheel</source>
        <translation>Alt + Mausrad</translation>
    </message>
    <message>
        <source>Alt and click</source>
        <translation>Alt und klicken</translation>
    </message>
    <message>
        <source>Amber, lamplight</source>
        <translation>Bernstein, Lampenlicht</translation>
    </message>
    <message>
        <source>An export is still being written.</source>
        <translation>Ein Export wird noch geschrieben.</translation>
    </message>
    <message>
        <source>An object needs a name.</source>
        <translation>Ein Objekt braucht einen Namen.</translation>
    </message>
    <message>
        <source>An older Tintloom made this project; every frame has the masks that were tracked last.</source>
        <translation>Ein älteres Tintloom hat dieses Projekt gemacht; jedes Bild hat die zuletzt verfolgten Masken.</translation>
    </message>
    <message>
        <source>Another film: open it</source>
        <translation>Ein anderer Film: öffnen</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple-GPU</translation>
    </message>
    <message>
        <source>Archive master (FFV1, lossless)</source>
        <translation>Archivmaster (FFV1, verlustfrei)</translation>
    </message>
    <message>
        <source>Archive master (TIFF, 16-bit)</source>
        <translation>Archivmaster (TIFF, 16 Bit)</translation>
    </message>
    <message>
        <source>Around this keyframe</source>
        <translation>Um dieses Schlüsselbild</translation>
    </message>
    <message>
        <source>As before painting</source>
        <translation>Wie vor dem Malen</translation>
    </message>
    <message>
        <source>As receptors in the eye answer to light: softer, all of it at once (Reinhard 2005).</source>
        <translation>Wie Rezeptoren im Auge auf Licht antworten: weicher, alles auf einmal (Reinhard 2005).</translation>
    </message>
    <message>
        <source>As the film is</source>
        <translation>Wie der Film</translation>
    </message>
    <message>
        <source>At most {0} keyframes can be suggested at once.</source>
        <translation>Höchstens {0} Schlüsselbilder können auf einmal vorgeschlagen werden.</translation>
    </message>
    <message>
        <source>Attach Processed C&amp;lip...</source>
        <translation>Bearbeiteten &amp;Clip zuordnen...</translation>
    </message>
    <message>
        <source>Attach another...</source>
        <translation>Anderen zuordnen...</translation>
    </message>
    <message>
        <source>Attach processed clip...</source>
        <translation>Bearbeiteten Clip zuordnen...</translation>
    </message>
    <message>
        <source>Attach {name}</source>
        <translation>{name} zuordnen</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Autumn red</source>
        <translation>Herbstrot</translation>
    </message>
    <message>
        <source>Autumn yellow</source>
        <translation>Herbstgelb</translation>
    </message>
    <message>
        <source>Back and forth along this line: result ΔE {back:.1f}, film {back2:.1f} — {verdict}. From frame to frame: {change:.1f} and {change2:.1f}, motion included.</source>
        <translation>Hin und Her entlang dieser Linie: Ergebnis ΔE {back:.1f}, Film {back2:.1f} — {verdict}. Von Bild zu Bild: {change:.1f} und {change2:.1f}, Bewegung eingeschlossen.</translation>
    </message>
    <message>
        <source>Backward in Finer Steps</source>
        <translation>Feiner rückwärts</translation>
    </message>
    <message>
        <source>Basic</source>
        <translation>Einfach</translation>
    </message>
    <message>
        <source>Began with the weights of {begun_with}</source>
        <translation>Begann mit den Gewichten von {begun_with}</translation>
    </message>
    <message>
        <source>Best there is</source>
        <translation>Bestes verfügbares</translation>
    </message>
    <message>
        <source>Bits a channel</source>
        <translation>Bit je Kanal</translation>
    </message>
    <message>
        <source>Black broadcloth</source>
        <translation>Schwarzes Tuch</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Wechsel</translation>
    </message>
    <message>
        <source>Blue-green</source>
        <translation>Blaugrün</translation>
    </message>
    <message>
        <source>Blush</source>
        <translation>Zartrosa</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Bottle green</source>
        <translation>Flaschengrün</translation>
    </message>
    <message>
        <source>Brass</source>
        <translation>Messing</translation>
    </message>
    <message>
        <source>Brick</source>
        <translation>Ziegel</translation>
    </message>
    <message>
        <source>Brick red</source>
        <translation>Ziegelrot</translation>
    </message>
    <message>
        <source>Brick wash</source>
        <translation>Ziegelrot, lasiert</translation>
    </message>
    <message>
        <source>Brightness as the eye adapts to it: darks as they are, highlights far down (Drago 2003).</source>
        <translation>Helligkeit, wie sich das Auge an sie anpasst: Dunkles, wie es ist, Lichter weit herunter (Drago 2003).</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Bring the frames around a touched-up frame up to date, from what they show now.</source>
        <translation>Die Bilder um ein nachgebessertes Bild aktualisieren, ausgehend von dem, was sie jetzt zeigen.</translation>
    </message>
    <message>
        <source>Brings a good part of the color of frames {0} to {1}.</source>
        <translation>Bringt einen guten Teil der Farbe der Bilder {0} bis {1}.</translation>
    </message>
    <message>
        <source>Brings hardly anything.</source>
        <translation>Bringt kaum etwas.</translation>
    </message>
    <message>
        <source>Brings most of the color of frames {0} to {1}.</source>
        <translation>Bringt den größten Teil der Farbe für die Bilder {0} bis {1}.</translation>
    </message>
    <message>
        <source>Brings some of the color of frames {0} to {1}; much changes there.</source>
        <translation>Bringt einen Teil der Farbe der Bilder {0} bis {1}; dort ändert sich viel.</translation>
    </message>
    <message>
        <source>Brings the color of frame {0}.</source>
        <translation>Bringt die Farbe von Bild {0}.</translation>
    </message>
    <message>
        <source>Brown</source>
        <translation>Braun</translation>
    </message>
    <message>
        <source>Brown black</source>
        <translation>Braunschwarz</translation>
    </message>
    <message>
        <source>Brown green</source>
        <translation>Braungrün</translation>
    </message>
    <message>
        <source>Brown in shade</source>
        <translation>Braun im Schatten</translation>
    </message>
    <message>
        <source>Burgundy</source>
        <translation>Burgunderrot</translation>
    </message>
    <message>
        <source>CPU, {value} cores</source>
        <translation>CPU, {value} Kerne</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>Carry brush strokes</source>
        <translation>Pinselstriche mitnehmen</translation>
    </message>
    <message>
        <source>Carry the mask of this frame over the whole shot.</source>
        <translation>Die Maske dieses Bildes auf die ganze Einstellung übertragen.</translation>
    </message>
    <message>
        <source>Carry the mask of this frame to the end of the shot; frames before it stay as they are.</source>
        <translation>Die Maske dieses Bildes bis zum Ende der Einstellung übertragen; die Bilder davor bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Carry the mask of this frame to the start of the shot; frames after it stay as they are.</source>
        <translation>Die Maske dieses Bildes bis zum Anfang der Einstellung übertragen; die Bilder danach bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Carrying what was touched up</source>
        <translation>Nachgebessertes wird mitgeführt</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>Besetzung</translation>
    </message>
    <message>
        <source>Chan&amp;ge Scribbles</source>
        <translation>Kritzeleien än&amp;dern</translation>
    </message>
    <message>
        <source>Change a color of the cast</source>
        <translation>Farbe der Besetzung ändern</translation>
    </message>
    <message>
        <source>Changed by the last run; accept it or reject it</source>
        <translation>Vom letzten Lauf geändert; annehmen oder verwerfen</translation>
    </message>
    <message>
        <source>Check drift</source>
        <translation>Drift prüfen</translation>
    </message>
    <message>
        <source>Checking the cast</source>
        <translation>Besetzung wird geprüft</translation>
    </message>
    <message>
        <source>Cheek rose</source>
        <translation>Wangenrosa</translation>
    </message>
    <message>
        <source>Cheeks</source>
        <translation>Wangen</translation>
    </message>
    <message>
        <source>Chestnut hair</source>
        <translation>Kastanienbraunes Haar</translation>
    </message>
    <message>
        <source>Choose Color as what is propagated, or paint the style with the brush (B).</source>
        <translation>Für das Ausbreiten „Farbe“ wählen oder den Stil mit dem Pinsel malen (B).</translation>
    </message>
    <message>
        <source>Choose Program...</source>
        <translation>Programm wählen...</translation>
    </message>
    <message>
        <source>Choose a frame</source>
        <translation>Ein Bild wählen</translation>
    </message>
    <message>
        <source>Choose a painting program</source>
        <translation>Ein Malprogramm wählen</translation>
    </message>
    <message>
        <source>Choose another...</source>
        <translation>Anderen wählen...</translation>
    </message>
    <message>
        <source>Choose hue and strength; only what this light allows is there. Arrows move by 1, with Shift by 5, Home goes to gray.</source>
        <translation>Farbton und Stärke wählen; es gibt nur, was diese Helligkeit zulässt. Pfeiltasten bewegen um 1, mit Umschalt um 5, Pos1 führt zu Grau.</translation>
    </message>
    <message>
        <source>Choose program...</source>
        <translation>Programm wählen...</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose the folder to write to.</source>
        <translation>Den Ordner wählen, in den geschrieben wird.</translation>
    </message>
    <message>
        <source>Chosen by this project after what is commonly told of tinted and toned silent prints (amber for lamplight, blue for night, rose for dawn, green for woods, red for fire, sepia and iron-blue tones); the shades are our own, as every laboratory had its own baths.</source>
        <translation>Von diesem Projekt gewählt nach dem, was allgemein über viragierte und getonte Stummfilmkopien berichtet wird (Bernstein für Lampenlicht, Blau für Nacht, Rosa für Morgendämmerung, Grün für Wald, Rot für Feuer, Sepia- und Eisenblautöne); die Nuancen sind unsere eigenen, da jedes Kopierwerk seine eigenen Bäder hatte.</translation>
    </message>
    <message>
        <source>Chosen by this project as a start for clothes and vehicles of the time; uniforms differ by maker, year and wear, so look for a preserved piece before you trust one.</source>
        <translation>Von diesem Projekt als Ausgangspunkt für Kleidung und Fahrzeuge der Zeit gewählt; Uniformen unterscheiden sich nach Hersteller, Jahr und Abnutzung, suchen Sie daher ein erhaltenes Stück, bevor Sie einer Farbe trauen.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble photographs and postcards tinted by hand with thin aniline and watercolor washes, in which the gray print shows through and only a few pale colors were used; not measured from any card.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an Fotografien und Postkarten, die mit dünnen Anilin- und Aquarelllasuren von Hand koloriert wurden, bei denen der graue Druck durchscheint und nur wenige blasse Farben verwendet wurden; an keiner Karte gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble prints whose cyan and part of whose yellow dye have faded, which leaves pink, red and brown; for matching such material, not for how the film once looked. Not measured.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an Kopien, deren Cyan- und teils auch Gelbfarbstoff verblasst ist, sodass Rosa, Rot und Braun bleiben; zum Angleichen an solches Material, nicht dafür, wie der Film einst aussah. Nicht gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble slides on Kodachrome, which are known for rich reds and yellows, deep skies and dense shadows; not measured from a slide.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an Dias auf Kodachrome, bekannt für satte Rot- und Gelbtöne, tiefe Himmel und dichte Schatten; an keinem Dia gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble the dense, saturated dyes of three-color dye-transfer prints with their strong reds, deep blues and warm skin; not measured from a print.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an die dichten, gesättigten Farbstoffe dreifarbiger Dye-Transfer-Kopien mit ihren kräftigen Rottönen, tiefem Blau und warmer Haut; an keiner Kopie gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble the soft, rather brown-red and gray-green pictures that surviving Agfacolor prints show today; how much of that is the stock&apos;s and how much is age is not known apart, and nothing was measured.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an die weichen, eher braunroten und graugrünen Bilder, die erhaltene Agfacolor-Kopien heute zeigen; wie viel davon am Filmmaterial und wie viel am Alter liegt, lässt sich nicht trennen, und gemessen wurde nichts.</translation>
    </message>
    <message>
        <source>Chosen by this project to resemble two-color subtractive prints, in which an orange-red and a blue-green dye make every color, so that there is no pure blue, yellow or purple; mixed by us from two such dyes, not measured from a print.</source>
        <translation>Von diesem Projekt gewählt in Anlehnung an subtraktive Zweifarbenkopien, in denen ein orangeroter und ein blaugrüner Farbstoff alle Farben bilden, sodass es kein reines Blau, Gelb oder Violett gibt; von uns aus zwei solchen Farbstoffen gemischt, an keiner Kopie gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project: greens of plants by season and light, far less saturated than one remembers them; not measured.</source>
        <translation>Von diesem Projekt gewählt: Pflanzengrün nach Jahreszeit und Licht, weit weniger gesättigt, als man es in Erinnerung hat; nicht gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project: grounds and building materials; not measured.</source>
        <translation>Von diesem Projekt gewählt: Böden und Baustoffe; nicht gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project: skies and waters by hour and weather; not measured.</source>
        <translation>Von diesem Projekt gewählt: Himmel und Gewässer nach Tageszeit und Wetter; nicht gemessen.</translation>
    </message>
    <message>
        <source>Chosen by this project: skin from very light to very dark, in light and in shade; a start for the eye, as no table can know a person.</source>
        <translation>Von diesem Projekt gewählt: Haut von sehr hell bis sehr dunkel, im Licht und im Schatten; ein Anhalt für das Auge, denn keine Tabelle kann einen Menschen kennen.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>In und Out löschen</translation>
    </message>
    <message>
        <source>Clear in and out (Alt+X)</source>
        <translation>In und Out löschen (Alt+X)</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick auf</translation>
    </message>
    <message>
        <source>Click a scribble that was drawn earlier to recolor or remove it; Alt and a click removes at once.</source>
        <translation>Eine frühere Kritzelei anklicken, um sie umzufärben oder zu entfernen; Alt und Klick entfernt sie sofort.</translation>
    </message>
    <message>
        <source>Click into an object to find all of it; Alt or the other mouse button takes a part away.</source>
        <translation>In ein Objekt klicken, um es ganz zu finden; Alt oder die andere Maustaste nimmt einen Teil weg.</translation>
    </message>
    <message>
        <source>Click one to go back to it; the present picture becomes a version.</source>
        <translation>Eine anklicken, um zu ihr zurückzukehren; das jetzige Bild wird zu einer Fassung.</translation>
    </message>
    <message>
        <source>Click to keep to this look on every frame. Frame {frame} shows it best.</source>
        <translation>Klicken, damit sich jedes Bild nach diesem Look richtet. Bild {frame} zeigt ihn am besten.</translation>
    </message>
    <message>
        <source>Click to look at this frame.</source>
        <translation>Klicken, um dieses Bild anzusehen.</translation>
    </message>
    <message>
        <source>Click to look at this keyframe.</source>
        <translation>Klicken, um dieses Schlüsselbild anzusehen.</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller size.</source>
        <translation>Andere Programme schließen oder eine kleinere Größe wählen.</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Close this strip; nothing is accepted or rejected</source>
        <translation>Diese Leiste schließen; nichts wird angenommen oder verworfen</translation>
    </message>
    <message>
        <source>Close when finished</source>
        <translation>Nach dem Ende schließen</translation>
    </message>
    <message>
        <source>Closing cancels it, and what was begun is removed.</source>
        <translation>Beim Schließen wird er abgebrochen und das Begonnene entfernt.</translation>
    </message>
    <message>
        <source>Cloth, uniforms and liveries</source>
        <translation>Stoffe, Uniformen und Livreen</translation>
    </message>
    <message>
        <source>Cloud in shade</source>
        <translation>Wolke im Schatten</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>Ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Coarse to fine</source>
        <translation>Grob nach fein</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Color</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Color as hex</source>
        <translation>Farbe als Hex</translation>
    </message>
    <message>
        <source>Color frame {frame}</source>
        <translation>Bild {frame} kolorieren</translation>
    </message>
    <message>
        <source>Color of {name}</source>
        <translation>Farbe von {name}</translation>
    </message>
    <message>
        <source>Color one frame first: this needs a keyframe. Paint it (B), or import a finished picture (Ctrl+I).</source>
        <translation>Zuerst ein Bild kolorieren: Es fehlt ein Schlüsselbild. Es malen (B) oder ein fertiges Bild importieren (Strg+I).</translation>
    </message>
    <message>
        <source>Color one frame of a shot; Tintloom carries it to all the others.</source>
        <translation>Kolorieren Sie ein Bild einer Einstellung; Tintloom überträgt es auf alle anderen.</translation>
    </message>
    <message>
        <source>Color one frame to begin.

Go to a frame that shows much of the shot and paint it: take the brush (B) at the left of the picture. Or edit it in your painting program: saved there, it comes back by itself. Or import a finished picture.</source>
        <translation>Zuerst ein Bild kolorieren.

Zu einem Bild gehen, das viel von der Einstellung zeigt, und es bemalen: den Pinsel (B) links neben dem Bild nehmen. Oder es im eigenen Malprogramm bearbeiten: Dort gespeichert, kommt es von selbst zurück. Oder ein fertiges Bild importieren.</translation>
    </message>
    <message>
        <source>Color plane</source>
        <translation>Farbebene</translation>
    </message>
    <message>
        <source>Color this one</source>
        <translation>Dieses kolorieren</translation>
    </message>
    <message>
        <source>Color this one first.</source>
        <translation>Dieses zuerst kolorieren.</translation>
    </message>
    <message>
        <source>Color to paint with</source>
        <translation>Farbe zum Malen</translation>
    </message>
    <message>
        <source>Color too</source>
        <translation>Auch Farbe</translation>
    </message>
    <message>
        <source>Color wheel</source>
        <translation>Farbkreis</translation>
    </message>
    <message>
        <source>Color {front}, other color {back}</source>
        <translation>Farbe {front}, andere Farbe {back}</translation>
    </message>
    <message>
        <source>Color...</source>
        <translation>Farbe...</translation>
    </message>
    <message>
        <source>Colors of the palette</source>
        <translation>Farben der Palette</translation>
    </message>
    <message>
        <source>Colors used lately</source>
        <translation>Zuletzt verwendete Farben</translation>
    </message>
    <message>
        <source>Comes when the run has ended.</source>
        <translation>Kommt, wenn der Lauf beendet ist.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Compare result and original; again to leave.</source>
        <translation>Ergebnis und Original vergleichen; ein zweites Mal beendet den Vergleich.</translation>
    </message>
    <message>
        <source>Compare structures</source>
        <translation>Strukturen vergleichen</translation>
    </message>
    <message>
        <source>Compare the picture of every accepted frame with the one that was accepted.</source>
        <translation>Das Bild jedes angenommenen Bildes mit dem vergleichen, das angenommen wurde.</translation>
    </message>
    <message>
        <source>Compare what is shown with this run</source>
        <translation>Das Gezeigte mit diesem Lauf vergleichen</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Comparing the keyframes</source>
        <translation>Schlüsselbilder werden verglichen</translation>
    </message>
    <message>
        <source>Comparing with the looks</source>
        <translation>Vergleich mit den Looks läuft</translation>
    </message>
    <message>
        <source>Compositing (OpenEXR)</source>
        <translation>Compositing (OpenEXR)</translation>
    </message>
    <message>
        <source>Conf&amp;idence Overlay</source>
        <translation>S&amp;icherheitskarte</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>Ko&amp;pieren</translation>
    </message>
    <message>
        <source>Copy chapter marks, title, language and the like.</source>
        <translation>Kapitelmarken, Titel, Sprache und Ähnliches übernehmen.</translation>
    </message>
    <message>
        <source>Copy chapters and titles</source>
        <translation>Kapitel und Titel übernehmen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
    <message>
        <source>Copy every sound track untouched, cut to the frames written.</source>
        <translation>Jede Tonspur unverändert übernehmen, zugeschnitten auf die geschriebenen Bilder.</translation>
    </message>
    <message>
        <source>Copy one in another program first, or copy a picture&apos;s file.</source>
        <translation>Zuerst in einem anderen Programm eines kopieren, oder die Datei eines Bildes.</translation>
    </message>
    <message>
        <source>Copy sound</source>
        <translation>Ton übernehmen</translation>
    </message>
    <message>
        <source>Copy subtitles</source>
        <translation>Untertitel übernehmen</translation>
    </message>
    <message>
        <source>Copy subtitles and attached files such as their fonts.</source>
        <translation>Untertitel und angehängte Dateien wie ihre Schriften übernehmen.</translation>
    </message>
    <message>
        <source>Copy the command line that does the same</source>
        <translation>Die Befehlszeile kopieren, die dasselbe tut</translation>
    </message>
    <message>
        <source>Copy this keyframe to another frame, of this shot or another one.</source>
        <translation>Dieses Schlüsselbild auf ein anderes Bild kopieren, in dieser oder einer anderen Einstellung.</translation>
    </message>
    <message>
        <source>Copy timecode</source>
        <translation>Timecode übernehmen</translation>
    </message>
    <message>
        <source>Copying the keyframe to frame {to}...</source>
        <translation>Schlüsselbild wird auf Bild {to} kopiert...</translation>
    </message>
    <message>
        <source>Copying the keyframe to frame {to}: {share:.0%}</source>
        <translation>Schlüsselbild wird auf Bild {to} kopiert: {share:.0%}</translation>
    </message>
    <message>
        <source>Copying to {path}...</source>
        <translation>Wird nach {path} kopiert...</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Strg + Mausrad</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Cut at frame {at} ({moved})</source>
        <translation>Schnitt bei Bild {at} ({moved})</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark green coat</source>
        <translation>Dunkelgrüner Mantel</translation>
    </message>
    <message>
        <source>Dark wood</source>
        <translation>Dunkles Holz</translation>
    </message>
    <message>
        <source>Deep Video Prior</source>
        <translation>Deep Video Prior</translation>
    </message>
    <message>
        <source>Deep Video Prior needs at least one keyframe that counts in the whole picture.</source>
        <translation>Deep Video Prior braucht mindestens ein Schlüsselbild, das im ganzen Bild zählt.</translation>
    </message>
    <message>
        <source>Deep sky</source>
        <translation>Tiefer Himmel</translation>
    </message>
    <message>
        <source>Deinterlace</source>
        <translation>Deinterlacen</translation>
    </message>
    <message>
        <source>Delete this run and its frames</source>
        <translation>Diesen Lauf und seine Bilder löschen</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>Deliver</source>
        <translation>Ausgeben</translation>
    </message>
    <message>
        <source>Delivery (H.265)</source>
        <translation>Auslieferung (H.265)</translation>
    </message>
    <message>
        <source>Denim</source>
        <translation>Denim</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Detach the processed clip</source>
        <translation>Bearbeiteten Clip lösen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Difference ×8</source>
        <translation>Differenz ×8</translation>
    </message>
    <message>
        <source>Digest of the weights: {weights_digest}</source>
        <translation>Prüfsumme der Gewichte: {weights_digest}</translation>
    </message>
    <message>
        <source>Disagrees with keyframe {0} by about {1} dE.</source>
        <translation>Weicht von Schlüsselbild {0} um etwa {1} dE ab.</translation>
    </message>
    <message>
        <source>Do not deinterlace</source>
        <translation>Nicht deinterlacen</translation>
    </message>
    <message>
        <source>Does the processed clip jump between looks? Find them, and choose the one to keep to on every frame.</source>
        <translation>Springt der bearbeitete Clip zwischen Looks hin und her? Die Looks suchen und den wählen, nach dem sich jedes Bild richten soll.</translation>
    </message>
    <message>
        <source>Dotted: what is possible at the place you drew on (L {lightness:.0f}).</source>
        <translation>Gepunktet: was an der zuletzt bemalten Stelle möglich ist (L {lightness:.0f}).</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Drago</source>
        <translation>Drago</translation>
    </message>
    <message>
        <source>Draw a line of color in each thing; it is spread up to the edges when the pen is lifted.</source>
        <translation>In jedes Ding eine farbige Linie zeichnen; beim Absetzen des Stifts breitet sie sich bis zu den Kanten aus.</translation>
    </message>
    <message>
        <source>Draw around</source>
        <translation>Umfahren von</translation>
    </message>
    <message>
        <source>Draw around a part first (D).</source>
        <translation>Erst einen Teil umfahren (D).</translation>
    </message>
    <message>
        <source>Draw around a part: strokes and fills then stay in it; Shift adds, Alt takes away.</source>
        <translation>Einen Teil umfahren: Striche und Füllungen bleiben dann darin; Umschalt fügt hinzu, Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Draw small values as large as big ones.</source>
        <translation>Kleine Werte so groß zeichnen wie große.</translation>
    </message>
    <message>
        <source>Draw some first (S).</source>
        <translation>Erst welche zeichnen (S).</translation>
    </message>
    <message>
        <source>Draw the line on the picture that the time ribbon shows.</source>
        <translation>Die Linie, die das Zeitband zeigt, auf das Bild zeichnen.</translation>
    </message>
    <message>
        <source>Draw where scribbles must change nothing: the color there stays, and none passes.</source>
        <translation>Dort zeichnen, wo Kritzeleien nichts ändern dürfen: Die Farbe bleibt, und keine dringt durch.</translation>
    </message>
    <message>
        <source>Drop a film, a folder of frames or a project here</source>
        <translation>Film, Bilderordner oder Projekt hierher ziehen</translation>
    </message>
    <message>
        <source>Drop it on the window, or press Ctrl+O. Its shots are found while you look around.</source>
        <translation>Auf das Fenster ziehen oder Strg+O drücken. Die Einstellungen werden gesucht, während Sie sich umsehen.</translation>
    </message>
    <message>
        <source>Drop or Lea&amp;ve</source>
        <translation>&amp;Verwerfen oder weglegen</translation>
    </message>
    <message>
        <source>Drop the stroke that is being painted; else put the tool away.</source>
        <translation>Den Strich verwerfen, der gerade gemalt wird; sonst das Werkzeug weglegen.</translation>
    </message>
    <message>
        <source>Dry earth</source>
        <translation>Trockene Erde</translation>
    </message>
    <message>
        <source>Dry grass</source>
        <translation>Trockenes Gras</translation>
    </message>
    <message>
        <source>Dull orange</source>
        <translation>Stumpfes Orange</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Duplicate keyframe to {to}</source>
        <translation>Schlüsselbild auf {to} duplizieren</translation>
    </message>
    <message>
        <source>Duplicate the keyframe of frame {frame}</source>
        <translation>Schlüsselbild von Bild {frame} duplizieren</translation>
    </message>
    <message>
        <source>Dusk</source>
        <translation>Dämmerung</translation>
    </message>
    <message>
        <source>Dusty rose</source>
        <translation>Staubrosa</translation>
    </message>
    <message>
        <source>Dye tinting and toning</source>
        <translation>Viragierung und Tonung</translation>
    </message>
    <message>
        <source>E&amp;xport Masks...</source>
        <translation>Masken e&amp;xportieren...</translation>
    </message>
    <message>
        <source>EV</source>
        <translation>EV</translation>
    </message>
    <message>
        <source>E_warp of the processed clip: {value:.4f}</source>
        <translation>E_warp des bearbeiteten Clips: {value:.4f}</translation>
    </message>
    <message>
        <source>E_warp tells how much the result flickers along the motion; lower is steadier.</source>
        <translation>E_warp sagt, wie stark das Ergebnis entlang der Bewegung flimmert; niedriger ist ruhiger.</translation>
    </message>
    <message>
        <source>E_warp {own:.3f}; the processed clip {before:.3f}.</source>
        <translation>E_warp {own:.3f}; der bearbeitete Clip {before:.3f}.</translation>
    </message>
    <message>
        <source>Earth</source>
        <translation>Erde</translation>
    </message>
    <message>
        <source>Earth, stone and wood</source>
        <translation>Erde, Stein und Holz</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit &amp;in</source>
        <translation>Bearbeiten &amp;in</translation>
    </message>
    <message>
        <source>Edit &amp;with</source>
        <translation>Bearbeiten &amp;mit</translation>
    </message>
    <message>
        <source>Edit in {name}</source>
        <translation>In {name} bearbeiten</translation>
    </message>
    <message>
        <source>Edit of frame {frame}</source>
        <translation>Bearbeitung von Bild {frame}</translation>
    </message>
    <message>
        <source>Edit outside</source>
        <translation>Extern bearbeiten</translation>
    </message>
    <message>
        <source>Edit them in a program that opens OpenEXR (Ctrl+E), or choose Color as what is propagated.</source>
        <translation>Sie in einem Programm bearbeiten, das OpenEXR öffnet (Strg+E), oder Farbe als das wählen, was übertragen wird.</translation>
    </message>
    <message>
        <source>Editing (ProRes 422 HQ)</source>
        <translation>Schnitt (ProRes 422 HQ)</translation>
    </message>
    <message>
        <source>Emerald</source>
        <translation>Smaragd</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message>
        <source>Empty: drop a film, a folder of frames or a project here</source>
        <translation>Leer: Film, Bilderordner oder Projekt hierher ziehen</translation>
    </message>
    <message>
        <source>Encoding speed</source>
        <translation>Kodiertempo</translation>
    </message>
    <message>
        <source>End of the Shot</source>
        <translation>Ende der Einstellung</translation>
    </message>
    <message>
        <source>End the run and keep every frame it has finished.</source>
        <translation>Den Lauf beenden und jedes fertige Bild behalten.</translation>
    </message>
    <message>
        <source>End the run; the shot shows what it showed before.</source>
        <translation>Den Lauf beenden; die Einstellung zeigt, was sie vorher zeigte.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Every frame will keep to look {letter}, as frame {main_frame} shows it.</source>
        <translation>Jedes Bild richtet sich nach Look {letter}, wie Bild {main_frame} ihn zeigt.</translation>
    </message>
    <message>
        <source>Every frame will keep to the look of frame {main_frame}.</source>
        <translation>Jedes Bild richtet sich nach dem Look von Bild {main_frame}.</translation>
    </message>
    <message>
        <source>Ex&amp;port This Frame to Paint...</source>
        <translation>&amp;Dieses Bild zum Malen exportieren...</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Export this frame to paint</source>
        <translation>Dieses Bild zum Malen exportieren</translation>
    </message>
    <message>
        <source>Export: {0}: {1}.</source>
        <translation>Export: {0}: {1}.</translation>
    </message>
    <message>
        <source>Export: {text}</source>
        <translation>Export: {text}</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Belichtung</translation>
    </message>
    <message>
        <source>Exposure, Drago, Reinhard: ways to show light that is brighter than white.</source>
        <translation>Belichtung, Drago, Reinhard: Weisen, Licht zu zeigen, das heller als Weiß ist.</translation>
    </message>
    <message>
        <source>Exr</source>
        <translation>EXR</translation>
    </message>
    <message>
        <source>F&amp;ill What Is Drawn Around</source>
        <translation>Umfahr&amp;enes füllen</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>Vo&amp;llbild</translation>
    </message>
    <message>
        <source>FCN</source>
        <translation>FCN</translation>
    </message>
    <message>
        <source>FFV1</source>
        <translation>FFV1</translation>
    </message>
    <message>
        <source>Faded Eastmancolor</source>
        <translation>Verblasstes Eastmancolor</translation>
    </message>
    <message>
        <source>Faded blue</source>
        <translation>Verblasstes Blau</translation>
    </message>
    <message>
        <source>Faded red</source>
        <translation>Verblasstes Rot</translation>
    </message>
    <message>
        <source>Faded violet</source>
        <translation>Verblasstes Violett</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Fcn</source>
        <translation>FCN</translation>
    </message>
    <message>
        <source>Few</source>
        <translation>Wenige</translation>
    </message>
    <message>
        <source>Ffv1</source>
        <translation>FFV1</translation>
    </message>
    <message>
        <source>Field gray</source>
        <translation>Feldgrau</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>File type</source>
        <translation>Dateityp</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Fill it</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Fill mask of</source>
        <translation>Füllen der Maske von</translation>
    </message>
    <message>
        <source>Fill what hangs together and is alike, as far as light and color differ little.</source>
        <translation>Füllen, was zusammenhängt und sich gleicht, soweit Helligkeit und Farbe wenig abweichen.</translation>
    </message>
    <message>
        <source>Fill what is drawn around</source>
        <translation>Umfahrenes füllen</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>Film</translation>
    </message>
    <message>
        <source>Films (*.mp4 *.m4v *.mov *.mkv *.avi *.mxf *.mpg *.mpeg *.ts *.m2ts *.mts *.webm *.wmv *.dv *.vob *.ogv *.3gp);;All files (*)</source>
        <translation>Filme (*.mp4 *.m4v *.mov *.mkv *.avi *.mxf *.mpg *.mpeg *.ts *.m2ts *.mts *.webm *.wmv *.dv *.vob *.ogv *.3gp);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Films hold no alpha here; write PNG, TIFF or OpenEXR pictures, or the masks alone as a film.</source>
        <translation>Filme enthalten hier kein Alpha; PNG-, TIFF- oder OpenEXR-Einzelbilder schreiben oder die Masken allein als Film.</translation>
    </message>
    <message>
        <source>Films of this kind hold no alpha; write PNG, TIFF or OpenEXR pictures.</source>
        <translation>Filme dieser Art enthalten kein Alpha; PNG-, TIFF- oder OpenEXR-Einzelbilder schreiben.</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>Final</translation>
    </message>
    <message>
        <source>Find &amp;Looks</source>
        <translation>L&amp;ooks suchen</translation>
    </message>
    <message>
        <source>Find it again...</source>
        <translation>Neu verknüpfen...</translation>
    </message>
    <message>
        <source>Find looks</source>
        <translation>Looks suchen</translation>
    </message>
    <message>
        <source>Find shots</source>
        <translation>Schnitte suchen</translation>
    </message>
    <message>
        <source>Find the Film A&amp;gain...</source>
        <translation>Film neu &amp;verknüpfen...</translation>
    </message>
    <message>
        <source>Find the best</source>
        <translation>Beste suchen</translation>
    </message>
    <message>
        <source>Find the film...</source>
        <translation>Film suchen...</translation>
    </message>
    <message>
        <source>Find the frames from which the whole shot can be colored best, as many as you will paint.</source>
        <translation>Die Bilder suchen, von denen aus sich die ganze Einstellung am besten kolorieren lässt, so viele, wie Sie malen wollen.</translation>
    </message>
    <message>
        <source>Find the frames of this shot from which all others can be colored best.</source>
        <translation>Die Bilder dieser Einstellung suchen, von denen aus sich alle anderen am besten kolorieren lassen.</translation>
    </message>
    <message>
        <source>Find the looks that the processed clip jumps between, to choose the one to keep to.</source>
        <translation>Die Looks suchen, zwischen denen der bearbeitete Clip springt, um den maßgeblichen zu wählen.</translation>
    </message>
    <message>
        <source>Find {count}</source>
        <translation>{count} finden</translation>
    </message>
    <message>
        <source>Finished; the shot shows it now.</source>
        <translation>Fertig; die Einstellung zeigt jetzt das Ergebnis.</translation>
    </message>
    <message>
        <source>Fir</source>
        <translation>Tanne</translation>
    </message>
    <message>
        <source>Fire red</source>
        <translation>Feuerrot</translation>
    </message>
    <message>
        <source>Fire-engine red</source>
        <translation>Feuerwehrrot</translation>
    </message>
    <message>
        <source>First S&amp;teps</source>
        <translation>Erste &amp;Schritte</translation>
    </message>
    <message>
        <source>First frame that is written.</source>
        <translation>Erstes Bild, das geschrieben wird.</translation>
    </message>
    <message>
        <source>First pictures: {0} of {1}</source>
        <translation>Erste Bilder: {0} von {1}</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Flimmern</translation>
    </message>
    <message>
        <source>Foam</source>
        <translation>Gischt</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder to export to</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>Foliage</source>
        <translation>Laub</translation>
    </message>
    <message>
        <source>Foliage wash</source>
        <translation>Laubgrün, lasiert</translation>
    </message>
    <message>
        <source>Follow one mode</source>
        <translation>Einem Modus folgen</translation>
    </message>
    <message>
        <source>Follow the motion too</source>
        <translation>Auch der Bewegung folgen</translation>
    </message>
    <message>
        <source>Following the motion</source>
        <translation>Der Bewegung folgen</translation>
    </message>
    <message>
        <source>Following this place to the keyframes...</source>
        <translation>Diese Stelle wird bis zu den Schlüsselbildern verfolgt...</translation>
    </message>
    <message>
        <source>Follows the motion from the nearest keyframes; needs no training.</source>
        <translation>Folgt der Bewegung von den nächstgelegenen Schlüsselbildern aus; braucht kein Training.</translation>
    </message>
    <message>
        <source>For a processed clip that jumps between treatments: keep to one of them on every frame.</source>
        <translation>Für einen bearbeiteten Clip, der zwischen Bearbeitungen springt: Jedes Bild richtet sich nach einer davon.</translation>
    </message>
    <message>
        <source>For style: what the network leaves out of the keyframes is carried along the motion.</source>
        <translation>Für Stil: Was das Netz von den Schlüsselbildern auslässt, wird entlang der Bewegung mitgenommen.</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>Forget the picked thing.</source>
        <translation>Das Gewählte vergessen.</translation>
    </message>
    <message>
        <source>Forget what was drawn around; strokes go everywhere again.</source>
        <translation>Das Umfahrene aufheben; Striche wirken wieder überall.</translation>
    </message>
    <message>
        <source>Forget what you said is not needed on this shot: frames to color and masks to repair.</source>
        <translation>Vergessen, was in dieser Einstellung nicht nötig sein soll: Bilder zum Kolorieren und Masken zum Ausbessern.</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Forward in Finer Steps</source>
        <translation>Feiner vorwärts</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Frame (G). Type {hint}</source>
        <translation>Bild (G). Eingabe: {hint}</translation>
    </message>
    <message>
        <source>Frame before which to end; 0 is the end of the clip.</source>
        <translation>Bild, vor dem aufgehört wird; 0 ist das Ende des Clips.</translation>
    </message>
    <message>
        <source>Frame of {name}</source>
        <translation>Bild für {name}</translation>
    </message>
    <message>
        <source>Frame to copy it to</source>
        <translation>Bild, auf das kopiert wird</translation>
    </message>
    <message>
        <source>Frame {0} already begins a shot.</source>
        <translation>Mit Bild {0} beginnt schon eine Einstellung.</translation>
    </message>
    <message>
        <source>Frame {0} belongs to no shot.</source>
        <translation>Bild {0} gehört zu keiner Einstellung.</translation>
    </message>
    <message>
        <source>Frame {0} has a keyframe already; remove it first.</source>
        <translation>Bild {0} hat schon ein Schlüsselbild; erst dieses entfernen.</translation>
    </message>
    <message>
        <source>Frame {0} has a keyframe and would be cut off; remove the keyframe first.</source>
        <translation>Bild {0} hat ein Schlüsselbild und würde abgeschnitten; erst das Schlüsselbild entfernen.</translation>
    </message>
    <message>
        <source>Frame {0} has no keyframe to begin with.</source>
        <translation>Bild {0} hat kein Schlüsselbild, mit dem sich beginnen ließe.</translation>
    </message>
    <message>
        <source>Frame {0} has no keyframe.</source>
        <translation>Bild {0} hat kein Schlüsselbild.</translation>
    </message>
    <message>
        <source>Frame {0} has no mask to track; click an object on it first.</source>
        <translation>Bild {0} hat keine Maske zum Verfolgen; erst ein Objekt darin anklicken.</translation>
    </message>
    <message>
        <source>Frame {0} is accepted and stays as it is; take the acceptance back to change it.</source>
        <translation>Bild {0} ist angenommen und bleibt, wie es ist; zum Ändern die Annahme zurücknehmen.</translation>
    </message>
    <message>
        <source>Frame {0} lies outside the range between In and Out.</source>
        <translation>Bild {0} liegt außerhalb des Bereichs zwischen In und Out.</translation>
    </message>
    <message>
        <source>Frame {0} of the run {1} has no picture that could be accepted.</source>
        <translation>Bild {0} des Laufs {1} hat kein Bild, das sich annehmen ließe.</translation>
    </message>
    <message>
        <source>Frame {0} shows no result that could be changed; run the whole shot first.</source>
        <translation>Bild {0} zeigt kein Ergebnis, das sich ändern ließe; erst die ganze Einstellung rechnen.</translation>
    </message>
    <message>
        <source>Frame {0} shows no result that could be updated; propagate the shot first.</source>
        <translation>Bild {0} zeigt kein Ergebnis, das sich aktualisieren ließe; erst die Einstellung ausbreiten.</translation>
    </message>
    <message>
        <source>Frame {0} was not touched up: paint on its result first.</source>
        <translation>Bild {0} wurde nicht nachgebessert: erst auf seinem Ergebnis malen.</translation>
    </message>
    <message>
        <source>Frame {at} is open in {name}.</source>
        <translation>Bild {at} ist in {name} geöffnet.</translation>
    </message>
    <message>
        <source>Frame {frame}</source>
        <translation>Bild {frame}</translation>
    </message>
    <message>
        <source>Frame {frame} came back</source>
        <translation>Bild {frame} kam zurück</translation>
    </message>
    <message>
        <source>Frame {frame} cannot be shown: {error}.</source>
        <translation>Bild {frame} kann nicht gezeigt werden: {error}.</translation>
    </message>
    <message>
        <source>Frame {frame} cannot be taken back yet.</source>
        <translation>Bild {frame} kann noch nicht zurückgeholt werden.</translation>
    </message>
    <message>
        <source>Frame {frame} has no keyframe.</source>
        <translation>Bild {frame} hat kein Schlüsselbild.</translation>
    </message>
    <message>
        <source>Frame {frame} has no result yet.</source>
        <translation>Bild {frame} hat noch kein Ergebnis.</translation>
    </message>
    <message>
        <source>Frame {frame} is being decoded</source>
        <translation>Bild {frame} wird dekodiert</translation>
    </message>
    <message>
        <source>Frame {frame} is not needed</source>
        <translation>Bild {frame} wird nicht gebraucht</translation>
    </message>
    <message>
        <source>Frame {frame} of 0 to {length}{shot}{key}</source>
        <translation>Bild {frame} von 0 bis {length}{shot}{key}</translation>
    </message>
    <message>
        <source>Frame {frame} of {name}</source>
        <translation>Bild {frame} von {name}</translation>
    </message>
    <message>
        <source>Frame {frame} was changed after its scribbles were drawn.</source>
        <translation>Bild {frame} wurde geändert, nachdem seine Kritzeleien gezeichnet waren.</translation>
    </message>
    <message>
        <source>Frame {frame} was copied with its keyframe.</source>
        <translation>Bild {frame} ist kopiert, mit seinem Schlüsselbild.</translation>
    </message>
    <message>
        <source>Frame {frame} was copied.</source>
        <translation>Bild {frame} ist kopiert.</translation>
    </message>
    <message>
        <source>Frame {frame} was touched up, but is accepted and stays as it is.</source>
        <translation>Bild {frame} wurde nachgebessert, ist aber angenommen und bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Frame {frame} was touched up; press Return to update the frames around it.</source>
        <translation>Bild {frame} wurde nachgebessert; die Eingabetaste aktualisiert die Bilder ringsum.</translation>
    </message>
    <message>
        <source>Frame {frame} · {frame2}</source>
        <translation>Bild {frame} · {frame2}</translation>
    </message>
    <message>
        <source>Frame {frame}, {shape} × {shape2}</source>
        <translation>Bild {frame}, {shape} × {shape2}</translation>
    </message>
    <message>
        <source>Frame {frame}, {shown}</source>
        <translation>Bild {frame}, {shown}</translation>
    </message>
    <message>
        <source>Frame {frame}: color it here, import a picture (Ctrl+I) or export it to paint.</source>
        <translation>Bild {frame}: hier kolorieren, ein Bild importieren (Strg+I) oder zum Malen exportieren.</translation>
    </message>
    <message>
        <source>Frame {frame}: enlarged where it flickers most. Ctrl+0 shows all of it again.</source>
        <translation>Bild {frame}: vergrößert, wo es am stärksten flimmert. Strg+0 zeigt es wieder ganz.</translation>
    </message>
    <message>
        <source>Frame {frame}: mend the mask here, then track on from it.</source>
        <translation>Bild {frame}: hier die Maske ausbessern, dann von hier weiter verfolgen.</translation>
    </message>
    <message>
        <source>Frame {frame}: no place flickers against the frame before. E_warp also counts how far the picture has come from the shot&apos;s first frame.</source>
        <translation>Bild {frame}: Keine Stelle flimmert gegenüber dem Bild davor. E_warp zählt auch, wie weit sich das Bild vom ersten der Einstellung entfernt hat.</translation>
    </message>
    <message>
        <source>Frame {to} has a copy of the keyframe of frame {frame}.</source>
        <translation>Bild {to} hat eine Kopie des Schlüsselbilds von Bild {frame}.</translation>
    </message>
    <message>
        <source>Frame {worst} is probably the most wrong of frames {start} to {stop}.</source>
        <translation>Bild {worst} liegt unter den Bildern {start} bis {stop} vermutlich am weitesten daneben.</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Frames {0} to {1} are no shot.</source>
        <translation>Die Bilder {0} bis {1} sind keine Einstellung.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} are not a part of the clip (0 to {2}).</source>
        <translation>Die Bilder {0} bis {1} sind kein Teil des Clips (0 bis {2}).</translation>
    </message>
    <message>
        <source>Frames {0} to {1} are not a range of the clip.</source>
        <translation>Die Bilder {0} bis {1} sind kein Bereich des Clips.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} are not in the clip, which has 0 to {2}.</source>
        <translation>Die Bilder {0} bis {1} liegen nicht im Clip, der die Bilder 0 bis {2} hat.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} are not inside the shot ({2} to {3}).</source>
        <translation>Die Bilder {0} bis {1} liegen nicht in der Einstellung ({2} bis {3}).</translation>
    </message>
    <message>
        <source>Frames {0} to {1} of {2} have no keyframe that counts in the whole picture, only such as were touched up; add one that is made all over.</source>
        <translation>Die Bilder {0} bis {1} von {2} haben kein Schlüsselbild, das im ganzen Bild zählt, nur nachgebesserte; eines anlegen, das ganz ausgearbeitet ist.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} of {2} have no keyframe yet.</source>
        <translation>Die Bilder {0} bis {1} von {2} haben noch kein Schlüsselbild.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} were asked for, but {2} has {3} frames.</source>
        <translation>Verlangt sind die Bilder {0} bis {1}, aber {2} hat {3} Bilder.</translation>
    </message>
    <message>
        <source>Frames {0} to {1} would follow it.</source>
        <translation>Die Bilder {0} bis {1} würden ihr folgen.</translation>
    </message>
    <message>
        <source>Frames {first} to {behind} have only keyframes that were touched up and count in a part of the picture; add a keyframe that is made all over.</source>
        <translation>Die Bilder {first} bis {behind} haben nur nachgebesserte Schlüsselbilder, die in einem Teil des Bildes zählen; ein Schlüsselbild anlegen, das ganz ausgearbeitet ist.</translation>
    </message>
    <message>
        <source>Frames {first} to {last} have no HDR keyframe yet; import an OpenEXR picture of one frame first.</source>
        <translation>Die Bilder {first} bis {last} haben noch kein HDR-Schlüsselbild; zuerst ein OpenEXR-Bild eines der Bilder importieren.</translation>
    </message>
    <message>
        <source>Frames {first} to {last} have no keyframe of a mask yet; import a mask of one frame first.</source>
        <translation>Die Bilder {first} bis {last} haben noch kein Schlüsselbild für Masken; erst die Maske eines Bildes importieren.</translation>
    </message>
    <message>
        <source>Frames {first} to {last} have no keyframe of style yet; import a frame in the style you want first.</source>
        <translation>Die Bilder {first} bis {last} haben noch kein Schlüsselbild für den Stil; erst ein Bild im gewünschten Stil importieren.</translation>
    </message>
    <message>
        <source>Frames {first} to {last} have no keyframe yet; color one frame first.</source>
        <translation>Die Bilder {first} bis {last} haben noch kein Schlüsselbild; erst ein Bild kolorieren.</translation>
    </message>
    <message>
        <source>Frames {start} to {stop}</source>
        <translation>Bilder {start} bis {stop}</translation>
    </message>
    <message>
        <source>Frames {start} to {stop}, {device}</source>
        <translation>Bilder {start} bis {stop}, {device}</translation>
    </message>
    <message>
        <source>Fresh wood</source>
        <translation>Frisches Holz</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>From a film to a colored film in five steps.</source>
        <translation>In fünf Schritten vom Film zum kolorierten Film.</translation>
    </message>
    <message>
        <source>From frame</source>
        <translation>Ab Bild</translation>
    </message>
    <message>
        <source>From picture...</source>
        <translation>Aus Bild...</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>GPU {gpu_busy} %, {gpu_used} of {gpu_total}</source>
        <translation>GPU {gpu_busy} %, {gpu_used} von {gpu_total}</translation>
    </message>
    <message>
        <source>Give It the Color in Hand</source>
        <translation>Aktuelle Farbe zuweisen</translation>
    </message>
    <message>
        <source>Give the object all that you draw around; Alt takes it away.</source>
        <translation>Dem Objekt alles Umfahrene geben; Alt nimmt es weg.</translation>
    </message>
    <message>
        <source>Give the object the closed area you click into; Alt takes it away.</source>
        <translation>Dem Objekt die geschlossene Fläche geben, in die geklickt wird; Alt nimmt sie weg.</translation>
    </message>
    <message>
        <source>Give the selected scribble the color in hand.</source>
        <translation>Der gewählten Kritzelei die Farbe in der Hand geben.</translation>
    </message>
    <message>
        <source>Go Back to the Scribbles</source>
        <translation>Zu den Kritzeleien zurück</translation>
    </message>
    <message>
        <source>Go back to a version of frame {frame}</source>
        <translation>Zu einer Fassung von Bild {frame} zurückkehren</translation>
    </message>
    <message>
        <source>Go back to the scribbles</source>
        <translation>Zu den Kritzeleien zurück</translation>
    </message>
    <message>
        <source>Go back to the start page; everything is kept.</source>
        <translation>Zurück zur Startseite; alles bleibt erhalten.</translation>
    </message>
    <message>
        <source>Go back to this picture (it can be undone).</source>
        <translation>Zu diesem Bild zurückkehren (lässt sich rückgängig machen).</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Go on from the last checkpoint.</source>
        <translation>Ab dem letzten Zwischenstand weitermachen.</translation>
    </message>
    <message>
        <source>Go on in a copy of this project.</source>
        <translation>In einer Kopie dieses Projekts weiterarbeiten.</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>Go to a frame number or a timecode.</source>
        <translation>Zu einer Bildnummer oder einem Timecode gehen.</translation>
    </message>
    <message>
        <source>Go to a frame that shows much of the shot. Up and Down go from shot to shot.</source>
        <translation>Zu einem Bild gehen, das viel von der Einstellung zeigt. Die Pfeiltasten Hoch und Herunter führen von Einstellung zu Einstellung.</translation>
    </message>
    <message>
        <source>Go to the next frame that is suggested.</source>
        <translation>Zum nächsten vorgeschlagenen Bild gehen.</translation>
    </message>
    <message>
        <source>Go to the shot whose run works</source>
        <translation>Zur Einstellung gehen, deren Lauf gerade rechnet</translation>
    </message>
    <message>
        <source>Go to the shot whose run works.</source>
        <translation>Zur Einstellung gehen, deren Lauf gerade rechnet.</translation>
    </message>
    <message>
        <source>Go to this frame and color it, with whatever tool you use.</source>
        <translation>Zu diesem Bild gehen und es kolorieren, mit welchem Werkzeug auch immer.</translation>
    </message>
    <message>
        <source>Go to this frame and mend its mask; then track on from it.</source>
        <translation>Zu diesem Bild gehen und seine Maske ausbessern; dann von hier weiter verfolgen.</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>Gold</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Granite</source>
        <translation>Granit</translation>
    </message>
    <message>
        <source>Grass</source>
        <translation>Gras</translation>
    </message>
    <message>
        <source>Gray green</source>
        <translation>Graugrün</translation>
    </message>
    <message>
        <source>Grow from the keyframes</source>
        <translation>Von Schlüsselbildern aus wachsen</translation>
    </message>
    <message>
        <source>H.264</source>
        <translation>H.264</translation>
    </message>
    <message>
        <source>H.265</source>
        <translation>H.265</translation>
    </message>
    <message>
        <source>H264</source>
        <translation>H.264</translation>
    </message>
    <message>
        <source>H265</source>
        <translation>H.265</translation>
    </message>
    <message>
        <source>HDR  ·  </source>
        <translation>HDR  ·  </translation>
    </message>
    <message>
        <source>HDR keyframes are not painted here.</source>
        <translation>HDR-Schlüsselbilder werden hier nicht gemalt.</translation>
    </message>
    <message>
        <source>HDR10 (H.265, PQ)</source>
        <translation>HDR10 (H.265, PQ)</translation>
    </message>
    <message>
        <source>HDR: light comes from the keyframes only where the film is burnt out.</source>
        <translation>HDR: Licht kommt nur dort aus den Schlüsselbildern, wo der Film ausgebrannt ist.</translation>
    </message>
    <message>
        <source>HLG (H.265)</source>
        <translation>HLG (H.265)</translation>
    </message>
    <message>
        <source>Half of the varied pictures are mirrored.</source>
        <translation>Die Hälfte der variierten Bilder ist gespiegelt.</translation>
    </message>
    <message>
        <source>Hand-tinted postcards</source>
        <translation>Handkolorierte Postkarten</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>Härte</translation>
    </message>
    <message>
        <source>Has a result</source>
        <translation>Hat ein Ergebnis</translation>
    </message>
    <message>
        <source>Hatch where the method was not sure.</source>
        <translation>Schraffieren, wo das Verfahren unsicher war.</translation>
    </message>
    <message>
        <source>Hdr10</source>
        <translation>HDR10</translation>
    </message>
    <message>
        <source>Heat</source>
        <translation>Flimmern</translation>
    </message>
    <message>
        <source>Heat from</source>
        <translation>Flimmern ab</translation>
    </message>
    <message>
        <source>Height at which is learned; edges always follow the full picture. 0 chooses it.</source>
        <translation>Höhe, in der gelernt wird; Kanten folgen immer dem vollen Bild. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>Height at which it is learned; detail always comes from the clip&apos;s own frames. 0 chooses it.</source>
        <translation>Höhe, in der gelernt wird; Details kommen immer aus den Bildern des Clips. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>Height at which motion is measured; 0 chooses it from the clip.</source>
        <translation>Höhe, in der die Bewegung gemessen wird; 0 wählt sie nach dem Clip.</translation>
    </message>
    <message>
        <source>Height at which the network looks at frames; 0 chooses it.</source>
        <translation>Höhe, in der das Netz die Bilder ansieht; bei 0 wird sie gewählt.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Here is no frame between two keyframes.</source>
        <translation>Hier liegt kein Bild zwischen zwei Schlüsselbildern.</translation>
    </message>
    <message>
        <source>Hid&amp;e Panels</source>
        <translation>Bedienfelder a&amp;usblenden</translation>
    </message>
    <message>
        <source>Hide the pictures that fit.</source>
        <translation>Die passenden Bilddateien ausblenden.</translation>
    </message>
    <message>
        <source>Hlg</source>
        <translation>HLG</translation>
    </message>
    <message>
        <source>Horizon</source>
        <translation>Horizont</translation>
    </message>
    <message>
        <source>Horizon blue</source>
        <translation>Horizontblau</translation>
    </message>
    <message>
        <source>How HDR results are shown where a file holds no light brighter than white.</source>
        <translation>Wie HDR-Ergebnisse gezeigt werden, wo eine Datei kein Licht enthält, das heller als Weiß ist.</translation>
    </message>
    <message>
        <source>How bright the film&apos;s white is on the screen; 203 is what broadcasters agreed on (BT.2408).</source>
        <translation>Wie hell das Weiß des Films auf dem Bildschirm ist; auf 203 haben sich die Sender geeinigt (BT.2408).</translation>
    </message>
    <message>
        <source>How far every step goes; the paper&apos;s is 0.0001. 0 chooses it.</source>
        <translation>Wie weit jeder Schritt geht; im Paper 0,0001. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How far every step goes; too far and color turns restless, too little and it stays pale.</source>
        <translation>Wie weit jeder Schritt geht; zu weit, und die Farbe wird unruhig, zu wenig, und sie bleibt blass.</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Wie weit es ist</translation>
    </message>
    <message>
        <source>How far the shot has been looked at</source>
        <translation>Wie weit die Einstellung durchgesehen ist</translation>
    </message>
    <message>
        <source>How hard the encoder looks for a smaller file of the same quality.</source>
        <translation>Wie gründlich der Encoder nach einer kleineren Datei gleicher Qualität sucht.</translation>
    </message>
    <message>
        <source>How light is shown</source>
        <translation>Wie Licht gezeigt wird</translation>
    </message>
    <message>
        <source>How light that is brighter than the screen is shown. It changes no picture.</source>
        <translation>Wie Licht gezeigt wird, das heller ist als der Bildschirm. Es ändert kein Bild.</translation>
    </message>
    <message>
        <source>How long it learns before the next frame is added to what it knows. 0 chooses it.</source>
        <translation>Wie lange gelernt wird, bevor das nächste Bild zum Gelernten hinzukommt. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How long it refines once every frame has color. 0 chooses it.</source>
        <translation>Wie lange verfeinert wird, sobald jedes Bild Farbe hat. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How long the network is trained on this shot; more is slower and follows the keyframes closer.</source>
        <translation>Wie lange das Netz an dieser Einstellung trainiert wird; mehr ist langsamer und folgt den Schlüsselbildern genauer.</translation>
    </message>
    <message>
        <source>How long the network is trained on this shot; more is slower and truer to the processed clip.</source>
        <translation>Wie lange das Netz an dieser Einstellung trainiert wird; mehr ist langsamer und dem bearbeiteten Clip treuer.</translation>
    </message>
    <message>
        <source>How long the network learns from the keyframes alone before color spreads. 0 chooses it.</source>
        <translation>Wie lange das Netz nur aus den Schlüsselbildern lernt, bevor sich die Farbe ausbreitet. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How many keyframes I will paint at most</source>
        <translation>Wie viele Schlüsselbilder ich höchstens male</translation>
    </message>
    <message>
        <source>How many keyframes of this shot you are ready to paint now.</source>
        <translation>Wie viele Schlüsselbilder dieser Einstellung Sie jetzt zu malen bereit sind.</translation>
    </message>
    <message>
        <source>How much brighter HDR results are written where a file holds no light brighter than white.</source>
        <translation>Um wie viel heller HDR-Ergebnisse geschrieben werden, wo eine Datei kein Licht enthält, das heller als Weiß ist.</translation>
    </message>
    <message>
        <source>How much light and color may differ from the pixel you click on.</source>
        <translation>Wie stark Helligkeit und Farbe vom angeklickten Pixel abweichen dürfen.</translation>
    </message>
    <message>
        <source>How much of the brush is painted wholly; the rest fades out.</source>
        <translation>Wie viel vom Pinsel voll deckt; der Rest läuft aus.</translation>
    </message>
    <message>
        <source>How much of the color one stroke lays on at most.</source>
        <translation>Wie viel Farbe ein Strich höchstens aufträgt.</translation>
    </message>
    <message>
        <source>How much the color plane is enlarged about gray.</source>
        <translation>Wie stark die Farbebene um Grau herum vergrößert ist.</translation>
    </message>
    <message>
        <source>How much the curves are smoothed; the measured ones stay visible behind.</source>
        <translation>Wie stark die Kurven geglättet werden; die gemessenen bleiben dahinter sichtbar.</translation>
    </message>
    <message>
        <source>How much the network can tell apart; twice the width takes three times as long. 0 chooses it.</source>
        <translation>Wie viel das Netz unterscheiden kann; doppelte Breite dauert dreimal so lange. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How often every frame is learned from at most; too often, and it flickers again. 0 chooses it.</source>
        <translation>Wie oft höchstens aus jedem Bild gelernt wird; zu oft, und es flimmert wieder. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>How outliers are told</source>
        <translation>Erkennung von Ausreißern</translation>
    </message>
    <message>
        <source>How strongly the objects are seen over the picture.</source>
        <translation>Wie stark die Objekte über dem Bild zu sehen sind.</translation>
    </message>
    <message>
        <source>How the color is carried from the keyframes to the other frames.</source>
        <translation>Wie die Farbe von den Schlüsselbildern auf die anderen Bilder kommt.</translation>
    </message>
    <message>
        <source>How wide a scribble is, in pixels of the film.</source>
        <translation>Wie breit eine Kritzelei ist, in Pixeln des Films.</translation>
    </message>
    <message>
        <source>How wide the brush is, in pixels of the film.</source>
        <translation>Wie breit der Pinsel ist, in Pixeln des Films.</translation>
    </message>
    <message>
        <source>I will &amp;paint at most</source>
        <translation>Ich &amp;male höchstens</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import &amp;Many Pictures...</source>
        <translation>&amp;Mehrere Bilder importieren...</translation>
    </message>
    <message>
        <source>Import Masks</source>
        <translation>Masken importieren</translation>
    </message>
    <message>
        <source>Import picture...</source>
        <translation>Bild importieren...</translation>
    </message>
    <message>
        <source>Import this picture.</source>
        <translation>Diese Bilddatei importieren.</translation>
    </message>
    <message>
        <source>Import {count}</source>
        <translation>{count} importieren</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>{name} importieren</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
    <message>
        <source>Importing {done} of {count}</source>
        <translation>Importiert wird {done} von {count}</translation>
    </message>
    <message>
        <source>Importing {name}...</source>
        <translation>{name} wird importiert...</translation>
    </message>
    <message>
        <source>Importing {name}: {frame} of {length}</source>
        <translation>{name} wird importiert: {frame} von {length}</translation>
    </message>
    <message>
        <source>In and out</source>
        <translation>In und Out</translation>
    </message>
    <message>
        <source>In mattes that hold no numbers: all in white, or each in a gray level of its own.</source>
        <translation>In Mattes, die keine Nummern enthalten: alle in Weiß oder jedes Objekt in einem eigenen Grauwert.</translation>
    </message>
    <message>
        <source>In to out</source>
        <translation>In bis Out</translation>
    </message>
    <message>
        <source>In {begin}  Out {end}  ({end2} frames, {span})</source>
        <translation>In {begin}  Out {end}  ({end2} Bilder, {span})</translation>
    </message>
    <message>
        <source>In {parent}. Replacing it cannot be undone.</source>
        <translation>In {parent}. Das Ersetzen lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>In {text}</source>
        <translation>In {text}</translation>
    </message>
    <message>
        <source>Indigo work cloth</source>
        <translation>Indigo-Arbeitsstoff</translation>
    </message>
    <message>
        <source>Instant</source>
        <translation>Sofort</translation>
    </message>
    <message>
        <source>Iron blue tone</source>
        <translation>Eisenblauton</translation>
    </message>
    <message>
        <source>It cannot be proved later that these frames stayed as they are</source>
        <translation>Später lässt sich nicht belegen, dass diese Bilder geblieben sind, wie sie sind</translation>
    </message>
    <message>
        <source>It does not look like frame {frame}, nor like any other.</source>
        <translation>Es sieht weder aus wie Bild {frame} noch wie ein anderes.</translation>
    </message>
    <message>
        <source>It holds the accepted pictures of {0}; take back the acceptance first.</source>
        <translation>Er enthält angenommene Bilder ({0}); erst die Annahme zurücknehmen.</translation>
    </message>
    <message>
        <source>It holds the accepted pictures of {told}, which it would change; start a new run.</source>
        <translation>Er enthält angenommene Bilder ({told}), die er ändern würde; einen neuen Lauf starten.</translation>
    </message>
    <message>
        <source>It is in another shot: the colors go to what looks alike there.</source>
        <translation>Es liegt in einer anderen Einstellung: Die Farben gehen auf das über, was dort ähnlich aussieht.</translation>
    </message>
    <message>
        <source>It is not known yet which frame is worst: the shot must be looked at first.</source>
        <translation>Noch ist nicht bekannt, welches Bild das schlechteste ist: Die Einstellung muss erst durchgesehen werden.</translation>
    </message>
    <message>
        <source>It needs a processed clip: what a colorizer, enhancer or style filter made of this film, with the same frames.</source>
        <translation>Gebraucht wird ein bearbeiteter Clip: was ein Kolorier-, Verbesserungs- oder Stilfilter aus diesem Film gemacht hat, mit denselben Bildern.</translation>
    </message>
    <message>
        <source>It takes the place of the keyframe there, which stays as a version.</source>
        <translation>Es ersetzt das Schlüsselbild dort, das als Fassung erhalten bleibt.</translation>
    </message>
    <message>
        <source>Its look is not known</source>
        <translation>Sein Look ist nicht bekannt</translation>
    </message>
    <message>
        <source>Its name would end in {SUFFIX}.</source>
        <translation>Sein Name müsste auf {SUFFIX} enden.</translation>
    </message>
    <message>
        <source>Its number says</source>
        <translation>Die Nummer nennt</translation>
    </message>
    <message>
        <source>Keep light and shade</source>
        <translation>Licht und Schatten behalten</translation>
    </message>
    <message>
        <source>Keep original light and grain</source>
        <translation>Originalhelligkeit und -korn behalten</translation>
    </message>
    <message>
        <source>Keep the film&apos;s own light</source>
        <translation>Eigenes Licht des Films behalten</translation>
    </message>
    <message>
        <source>Keep the result of this frame as a keyframe; if it was touched up, update the frames around it.</source>
        <translation>Das Ergebnis dieses Bildes als Schlüsselbild behalten; wurde es nachgebessert, die Bilder ringsum aktualisieren.</translation>
    </message>
    <message>
        <source>Keep these pictures whatever is run later: from in to out, or all that the last run made of this shot.</source>
        <translation>Diese Bilder behalten, was auch später gerechnet wird: von In bis Out oder alles, was der letzte Lauf aus dieser Einstellung gemacht hat.</translation>
    </message>
    <message>
        <source>Keep to the look of frame {frame}</source>
        <translation>Nach dem Look von Bild {frame} richten</translation>
    </message>
    <message>
        <source>Keep to the look of the frame that is looked at.</source>
        <translation>Nach dem Look des gezeigten Bildes richten.</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>Weiterarbeiten</translation>
    </message>
    <message>
        <source>Keyframe</source>
        <translation>Schlüsselbild</translation>
    </message>
    <message>
        <source>Keyframe at {at} ({moved})</source>
        <translation>Schlüsselbild bei {at} ({moved})</translation>
    </message>
    <message>
        <source>Keyframe {frame}</source>
        <translation>Schlüsselbild {frame}</translation>
    </message>
    <message>
        <source>Keyframe {key}   {weight:.0%}</source>
        <translation>Schlüsselbild {key}   {weight:.0%}</translation>
    </message>
    <message>
        <source>Keyframes</source>
        <translation>Schlüsselbilder</translation>
    </message>
    <message>
        <source>Keyframes are colored frames; the film keeps its own light.</source>
        <translation>Schlüsselbilder sind kolorierte Bilder; der Film behält seine eigene Helligkeit.</translation>
    </message>
    <message>
        <source>Keyframes are pictures in any style; the result is as they are.</source>
        <translation>Schlüsselbilder sind Bilder in beliebigem Stil; das Ergebnis wird wie sie.</translation>
    </message>
    <message>
        <source>Keyframes mark objects: black and white, or an indexed PNG with a color for each.</source>
        <translation>Schlüsselbilder markieren Objekte: schwarzweiß oder als indiziertes PNG mit einer Farbe je Objekt.</translation>
    </message>
    <message>
        <source>Keyframes or cuts changed since this run was made.</source>
        <translation>Schlüsselbilder oder Schnitte haben sich seit diesem Lauf geändert.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>Khaki drab</source>
        <translation>Khakibraun</translation>
    </message>
    <message>
        <source>Kind of network; they differ little, fcn is the fastest and the softest.</source>
        <translation>Art des Netzes; die Unterschiede sind gering, fcn ist am schnellsten und am weichsten.</translation>
    </message>
    <message>
        <source>Kodachrome</source>
        <translation>Kodachrome</translation>
    </message>
    <message>
        <source>L&amp;arger Brush</source>
        <translation>&amp;Größerer Pinsel</translation>
    </message>
    <message>
        <source>Lab {lightness:.0f} {a:.0f} {b:.0f}</source>
        <translation>Lab {lightness:.0f} {a:.0f} {b:.0f}</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Spra&amp;che</translation>
    </message>
    <message>
        <source>Lavender, dusk</source>
        <translation>Lavendel, Dämmerung</translation>
    </message>
    <message>
        <source>Lawn</source>
        <translation>Rasen</translation>
    </message>
    <message>
        <source>Lay over the picture where the result flickers.</source>
        <translation>Über dem Bild zeigen, wo das Ergebnis flimmert.</translation>
    </message>
    <message>
        <source>Lay the color in hand on all of the part that was drawn around.</source>
        <translation>Die aktuelle Farbe auf den ganzen umfahrenen Teil auftragen.</translation>
    </message>
    <message>
        <source>Lay the line upright through the middle of the picture.</source>
        <translation>Die Linie senkrecht durch die Bildmitte legen.</translation>
    </message>
    <message>
        <source>Lay the objects over the picture.</source>
        <translation>Die Objekte über dem Bild zeigen.</translation>
    </message>
    <message>
        <source>Leaf in shade</source>
        <translation>Blatt im Schatten</translation>
    </message>
    <message>
        <source>Learn edges and textures too, not color alone; slower, and sharper at full size.</source>
        <translation>Auch Kanten und Texturen lernen, nicht nur Farbe; langsamer und in voller Größe schärfer.</translation>
    </message>
    <message>
        <source>Learned Propagation</source>
        <translation>Gelernte Ausbreitung</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Leave Tintloom; everything is kept.</source>
        <translation>Tintloom beenden; alles bleibt erhalten.</translation>
    </message>
    <message>
        <source>Leave the picture alone on the screen; again to return.</source>
        <translation>Nur noch das Bild zeigen; ein zweites Mal holt alles zurück.</translation>
    </message>
    <message>
        <source>Leaves and grass</source>
        <translation>Laub und Gras</translation>
    </message>
    <message>
        <source>Left scope</source>
        <translation>Linkes Messbild</translation>
    </message>
    <message>
        <source>Lemon</source>
        <translation>Zitrone</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>Let later runs change these frames again; they show what they show.</source>
        <translation>Spätere Läufe dürfen diese Bilder wieder ändern; sie zeigen weiterhin, was sie zeigen.</translation>
    </message>
    <message>
        <source>Let the colors follow what moves</source>
        <translation>Farben der Bewegung folgen lassen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Light amber</source>
        <translation>Heller Bernstein</translation>
    </message>
    <message>
        <source>Light and grain are the clip&apos;s own: its luma was written back, only chroma is new.</source>
        <translation>Helligkeit und Korn sind die des Clips: Sein Luma wurde zurückgeschrieben, nur Chroma ist neu.</translation>
    </message>
    <message>
        <source>Light and grain of the colored frames come from the result as well; the clip&apos;s own luma was not kept.</source>
        <translation>Auch Helligkeit und Korn der kolorierten Bilder stammen aus dem Ergebnis; das Luma des Clips wurde nicht behalten.</translation>
    </message>
    <message>
        <source>Light as it is; what is brighter than white is white.</source>
        <translation>Licht, wie es ist; was heller als Weiß ist, ist weiß.</translation>
    </message>
    <message>
        <source>Light brighter than {0} nits is cut off there; it goes up to {1}.</source>
        <translation>Licht, das heller als {0} Nits ist, wird dort abgeschnitten; es reicht bis {1}.</translation>
    </message>
    <message>
        <source>Light in shade</source>
        <translation>Hell im Schatten</translation>
    </message>
    <message>
        <source>Light, rosy</source>
        <translation>Hell, rosig</translation>
    </message>
    <message>
        <source>Lightness L: 0 black, 100 white. On the frame its own light is kept.</source>
        <translation>Helligkeit L: 0 Schwarz, 100 Weiß. Auf dem Bild bleibt dessen eigene Helligkeit erhalten.</translation>
    </message>
    <message>
        <source>Like the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>Limestone</source>
        <translation>Kalkstein</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Lips</source>
        <translation>Lippen</translation>
    </message>
    <message>
        <source>Lipstick</source>
        <translation>Lippenstift</translation>
    </message>
    <message>
        <source>Lipstick pink</source>
        <translation>Lippenstiftrosa</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>Log-Skala</translation>
    </message>
    <message>
        <source>Longer shots are learned in pieces of this length and cross-faded; 0 takes the shot whole.</source>
        <translation>Längere Einstellungen werden in Stücken dieser Länge gelernt und überblendet; 0 nimmt die Einstellung als Ganzes.</translation>
    </message>
    <message>
        <source>Longer shots are learned in windows of this length that fade into each other; with 0 as one.</source>
        <translation>Längere Einstellungen werden in Fenstern dieser Länge gelernt, die ineinander übergehen; mit 0 als eines.</translation>
    </message>
    <message>
        <source>Look at shot {shot}, frame {frame} ({away:.1f} dE off)</source>
        <translation>Einstellung {shot}, Bild {frame} ansehen ({away:.1f} dE daneben)</translation>
    </message>
    <message>
        <source>Look for cuts with the sensitivity set in Prepare.</source>
        <translation>Schnitte mit der unter „Vorbereiten“ gewählten Empfindlichkeit suchen.</translation>
    </message>
    <message>
        <source>Look for cuts; your keyframes and results stay.</source>
        <translation>Schnitte suchen; Schlüsselbilder und Ergebnisse bleiben.</translation>
    </message>
    <message>
        <source>Look no further.</source>
        <translation>Nicht weitersuchen.</translation>
    </message>
    <message>
        <source>Look the color up in the keyframes where the motion cannot be followed; slower, better.</source>
        <translation>Die Farbe in den Schlüsselbildern suchen, wo sich die Bewegung nicht verfolgen lässt; langsamer, besser.</translation>
    </message>
    <message>
        <source>Look the film over and find its shots.</source>
        <translation>Den Film durchsehen und seine Einstellungen suchen.</translation>
    </message>
    <message>
        <source>Look through the processed clip&apos;s frames.</source>
        <translation>Die Bilder des bearbeiteten Clips durchsehen.</translation>
    </message>
    <message>
        <source>Look to keep to</source>
        <translation>Ziel-Look</translation>
    </message>
    <message>
        <source>Look {letter}, {told}</source>
        <translation>Look {letter}, {told}</translation>
    </message>
    <message>
        <source>Look {letter}, {told} of the frames</source>
        <translation>Look {letter}, {told} der Bilder</translation>
    </message>
    <message>
        <source>Looking at the masks</source>
        <translation>Die Masken werden angesehen</translation>
    </message>
    <message>
        <source>Looking at the pictures...</source>
        <translation>Bilddateien werden angesehen...</translation>
    </message>
    <message>
        <source>Looking at the shot</source>
        <translation>Einstellung wird durchgesehen</translation>
    </message>
    <message>
        <source>Looking at {name}</source>
        <translation>{name} wird angesehen</translation>
    </message>
    <message>
        <source>Looking at {name}: {frame} of {length}</source>
        <translation>{name} wird angesehen: {frame} von {length}</translation>
    </message>
    <message>
        <source>Looking at {place} of {count}</source>
        <translation>Angesehen wird {place} von {count}</translation>
    </message>
    <message>
        <source>Looking for colors for that place...</source>
        <translation>Farben für diese Stelle werden gesucht...</translation>
    </message>
    <message>
        <source>Looking for modes</source>
        <translation>Modi werden gesucht</translation>
    </message>
    <message>
        <source>Looking for shots: {share:.0%}</source>
        <translation>Einstellungen werden gesucht: {share:.0%}</translation>
    </message>
    <message>
        <source>Looking through the film: {share:.0%}</source>
        <translation>Film wird durchgesehen: {share:.0%}</translation>
    </message>
    <message>
        <source>Looks</source>
        <translation>Looks</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Madder red</source>
        <translation>Krapprot</translation>
    </message>
    <message>
        <source>Magenta gray</source>
        <translation>Magentagrau</translation>
    </message>
    <message>
        <source>Main frame</source>
        <translation>Hauptbild</translation>
    </message>
    <message>
        <source>Make a short film with keyframes to try everything on.</source>
        <translation>Einen kurzen Film mit Schlüsselbildern anlegen, um alles auszuprobieren.</translation>
    </message>
    <message>
        <source>Make it right</source>
        <translation>Das Bild fertigstellen</translation>
    </message>
    <message>
        <source>Make keyframes and propagate them.</source>
        <translation>Schlüsselbilder anlegen und ausbreiten.</translation>
    </message>
    <message>
        <source>Make the brush larger; or hold Shift and drag.</source>
        <translation>Den Pinsel vergrößern; oder Umschalt halten und ziehen.</translation>
    </message>
    <message>
        <source>Make the brush smaller.</source>
        <translation>Den Pinsel verkleinern.</translation>
    </message>
    <message>
        <source>Make the checked pictures keyframes: one step, which can be undone.</source>
        <translation>Die angehakten Bilddateien zu Schlüsselbildern machen: ein Schritt, der sich rückgängig machen lässt.</translation>
    </message>
    <message>
        <source>Make the copied keyframe, or the picture of the clipboard, the keyframe of this frame.</source>
        <translation>Das kopierte Schlüsselbild oder das Bild der Zwischenablage zum Schlüsselbild dieses Bildes machen.</translation>
    </message>
    <message>
        <source>Make the edge of the brush harder.</source>
        <translation>Den Rand des Pinsels härter machen.</translation>
    </message>
    <message>
        <source>Make the edge of the brush softer.</source>
        <translation>Den Rand des Pinsels weicher machen.</translation>
    </message>
    <message>
        <source>Make the edit that was taken back again.</source>
        <translation>Die zurückgenommene Bearbeitung wiederholen.</translation>
    </message>
    <message>
        <source>Make whole frames of the two fields of each frame.</source>
        <translation>Aus den beiden Halbbildern jedes Bildes ein Vollbild machen.</translation>
    </message>
    <message>
        <source>Makes a clip that was processed frame by frame steady, from it and the clip it was made of.</source>
        <translation>Beruhigt einen Bild für Bild bearbeiteten Clip anhand des Clips, aus dem er entstand.</translation>
    </message>
    <message>
        <source>Making a small copy for smooth scrubbing: {share:.0%}</source>
        <translation>Kleine Kopie für flüssiges Scrubben wird erstellt: {share:.0%}</translation>
    </message>
    <message>
        <source>Making the sample film...</source>
        <translation>Beispielfilm wird erstellt...</translation>
    </message>
    <message>
        <source>Many</source>
        <translation>Viele</translation>
    </message>
    <message>
        <source>Maroon</source>
        <translation>Bordeaux</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Mask  ·  </source>
        <translation>Maske  ·  </translation>
    </message>
    <message>
        <source>Mask &amp;Brush</source>
        <translation>Masken&amp;pinsel</translation>
    </message>
    <message>
        <source>Mask &amp;Eraser</source>
        <translation>Maskenradier&amp;gummi</translation>
    </message>
    <message>
        <source>Mask &amp;Fill</source>
        <translation>Maske &amp;füllen</translation>
    </message>
    <message>
        <source>Mask &amp;Lasso</source>
        <translation>Maske &amp;umfahren</translation>
    </message>
    <message>
        <source>Mask needs no repair: frame {frame}</source>
        <translation>Maske braucht keine Korrektur: Bild {frame}</translation>
    </message>
    <message>
        <source>Mask to repair at frame {frame}. {why} {gain_text}</source>
        <translation>Maske zum Ausbessern bei Bild {frame}. {why} {gain_text}</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Masks (*.png *.tif *.tiff *.exr *.bmp *.tga *.mp4 *.mov *.mkv *.avi *.webm);;Pictures (*.png *.tif *.tiff *.exr *.bmp *.tga);;Films of mattes (*.mp4 *.mov *.mkv *.avi *.webm);;All files (*)</source>
        <translation>Masken (*.png *.tif *.tiff *.exr *.bmp *.tga *.mp4 *.mov *.mkv *.avi *.webm);;Bilder (*.png *.tif *.tiff *.exr *.bmp *.tga);;Filme mit Mattes (*.mp4 *.mov *.mkv *.avi *.webm);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Masks of {name}</source>
        <translation>Masken von {name}</translation>
    </message>
    <message>
        <source>Masks, not along the motion: each is made from that of so many frames before; 0: straight from the keyframe.</source>
        <translation>Masken, nicht entlang der Bewegung: Jede entsteht aus der so viele Bilder davor; 0: unmittelbar aus dem Keyframe.</translation>
    </message>
    <message>
        <source>Masks: a second network draws each outline anew along what its frame shows.</source>
        <translation>Masken: Ein zweites Netz zieht jeden Umriss neu, an dem entlang, was sein Bild zeigt.</translation>
    </message>
    <message>
        <source>Match where motion is lost</source>
        <translation>Abgleichen, wo Bewegung abreißt</translation>
    </message>
    <message>
        <source>Matroska counts time in milliseconds: the frames&apos; times are rounded to that; .mov keeps them.</source>
        <translation>Matroska zählt die Zeit in Millisekunden: Die Zeiten der Bilder werden darauf gerundet; .mov behält sie.</translation>
    </message>
    <message>
        <source>Mattes (FFV1, black and white)</source>
        <translation>Mattes (FFV1, schwarzweiß)</translation>
    </message>
    <message>
        <source>Mattes (FFV1, one film for each object)</source>
        <translation>Mattes (FFV1, ein Film je Objekt)</translation>
    </message>
    <message>
        <source>Mattes (PNG, indexed)</source>
        <translation>Mattes (PNG, indiziert)</translation>
    </message>
    <message>
        <source>Mauve sky</source>
        <translation>Malvenhimmel</translation>
    </message>
    <message>
        <source>Measure in every shot how far the objects are from their colors.</source>
        <translation>In jeder Einstellung messen, wie weit die Objekte von ihren Farben abweichen.</translation>
    </message>
    <message>
        <source>Measuring the light</source>
        <translation>Das Licht wird gemessen</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Medium in shade</source>
        <translation>Mittel im Schatten</translation>
    </message>
    <message>
        <source>Medium, olive</source>
        <translation>Mittel, oliv</translation>
    </message>
    <message>
        <source>Memory {own}, {free} free</source>
        <translation>Speicher {own}, {free} frei</translation>
    </message>
    <message>
        <source>Merge into</source>
        <translation>Verbinden mit</translation>
    </message>
    <message>
        <source>Merge shots</source>
        <translation>Einstellungen verbinden</translation>
    </message>
    <message>
        <source>Merge {name} into {name2}</source>
        <translation>{name} mit {name2} verbinden</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>Modes</source>
        <translation>Modi</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More for this keyframe: edit, duplicate, versions</source>
        <translation>Mehr zu diesem Schlüsselbild: bearbeiten, duplizieren, Fassungen</translation>
    </message>
    <message>
        <source>Moss</source>
        <translation>Moos</translation>
    </message>
    <message>
        <source>Move cut to {to}</source>
        <translation>Schnitt auf {to} verschieben</translation>
    </message>
    <message>
        <source>Move keyframe to {to}</source>
        <translation>Schlüsselbild auf {to} verschieben</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Ton aus</translation>
    </message>
    <message>
        <source>Muted violet</source>
        <translation>Gedämpftes Violett</translation>
    </message>
    <message>
        <source>Name no processed clip any more; it can be undone.</source>
        <translation>Keinen bearbeiteten Clip mehr zuordnen; das lässt sich rückgängig machen.</translation>
    </message>
    <message>
        <source>Navy blue serge</source>
        <translation>Marineblaue Serge</translation>
    </message>
    <message>
        <source>Ne&amp;xt Scribble</source>
        <translation>Nächste Krit&amp;zelei</translation>
    </message>
    <message>
        <source>Nearly a dot,</source>
        <translation>Fast ein Punkt,</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Network width</source>
        <translation>Breite des Netzes</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>New ones are spread over the picture as it is now. Going back keeps it as a version.</source>
        <translation>Neue breiten sich über dem Bild aus, wie es jetzt ist. Beim Zurückgehen bleibt es als Fassung erhalten.</translation>
    </message>
    <message>
        <source>New weights</source>
        <translation>Neue Gewichte</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Next Keyframe</source>
        <translation>Nächstes Schlüsselbild</translation>
    </message>
    <message>
        <source>Next P&amp;roblem</source>
        <translation>Nächstes &amp;Problem</translation>
    </message>
    <message>
        <source>Next Shot</source>
        <translation>Nächste Einstellung</translation>
    </message>
    <message>
        <source>Next Tone Mapping</source>
        <translation>Nächstes Tone-Mapping</translation>
    </message>
    <message>
        <source>Next keyframe</source>
        <translation>Nächstes Schlüsselbild</translation>
    </message>
    <message>
        <source>Next keyframe (PgDn)</source>
        <translation>Nächstes Schlüsselbild (Bild abwärts)</translation>
    </message>
    <message>
        <source>Next shot</source>
        <translation>Nächste Einstellung</translation>
    </message>
    <message>
        <source>Next shot (Down)</source>
        <translation>Nächste Einstellung (Herunter)</translation>
    </message>
    <message>
        <source>Night</source>
        <translation>Nacht</translation>
    </message>
    <message>
        <source>Night blue</source>
        <translation>Nachtblau</translation>
    </message>
    <message>
        <source>No confidence is kept for this frame</source>
        <translation>Für dieses Bild ist keine Sicherheit gespeichert</translation>
    </message>
    <message>
        <source>No film is open</source>
        <translation>Kein Film geöffnet</translation>
    </message>
    <message>
        <source>No flicker is known for this frame</source>
        <translation>Für dieses Bild ist kein Flimmern bekannt</translation>
    </message>
    <message>
        <source>No frame flickers more than is usual in its shot.</source>
        <translation>Kein Bild flimmert stärker als in seiner Einstellung üblich.</translation>
    </message>
    <message>
        <source>No frame of the film has its number or looks like it; type the one it belongs to.</source>
        <translation>Kein Bild des Films hat diese Nummer oder sieht so aus; die Nummer des zugehörigen Bildes eingeben.</translation>
    </message>
    <message>
        <source>No frame of this shot was touched up since its result was made: paint on a result first.</source>
        <translation>Kein Bild dieser Einstellung wurde seit seinem Ergebnis nachgebessert: erst auf einem Ergebnis malen.</translation>
    </message>
    <message>
        <source>No further keyframe would bring much here.</source>
        <translation>Kein weiteres Schlüsselbild würde hier viel bringen.</translation>
    </message>
    <message>
        <source>No keyframe was copied yet.</source>
        <translation>Noch wurde kein Schlüsselbild kopiert.</translation>
    </message>
    <message>
        <source>No keyframes are needed: this method follows the processed clip.

Once there is a result, paint on a frame of it that is wrong (B) and press Return: the frames around it follow.</source>
        <translation>Schlüsselbilder sind nicht nötig: Diese Methode folgt dem bearbeiteten Clip.

Gibt es ein Ergebnis, auf einem Bild malen, das nicht stimmt (B), und die Eingabetaste drücken: Die Bilder ringsum folgen.</translation>
    </message>
    <message>
        <source>No keyframes could be suggested</source>
        <translation>Es ließen sich keine Schlüsselbilder vorschlagen</translation>
    </message>
    <message>
        <source>No object yet: click one in the picture.</source>
        <translation>Noch kein Objekt: eines im Bild anklicken.</translation>
    </message>
    <message>
        <source>No palette can be taken from {name}</source>
        <translation>Aus {name} lässt sich keine Palette gewinnen</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>Kein Projekt ist geöffnet.</translation>
    </message>
    <message>
        <source>No result yet</source>
        <translation>Noch kein Ergebnis</translation>
    </message>
    <message>
        <source>No run yet. What Propagate makes of this shot is listed here, and nothing is overwritten.</source>
        <translation>Noch kein Lauf. Was „Ausbreiten“ aus dieser Einstellung macht, steht hier, und nichts wird überschrieben.</translation>
    </message>
    <message>
        <source>No scribble is selected.</source>
        <translation>Keine Kritzelei ist gewählt.</translation>
    </message>
    <message>
        <source>No scribbles on this frame</source>
        <translation>Keine Kritzeleien auf diesem Bild</translation>
    </message>
    <message>
        <source>No shot has a keyframe yet; color one frame first.</source>
        <translation>Noch hat keine Einstellung ein Schlüsselbild; erst ein Bild kolorieren.</translation>
    </message>
    <message>
        <source>No shot here</source>
        <translation>Keine Einstellung hier</translation>
    </message>
    <message>
        <source>No shot shows a color on an object that is tied: make masks and colors first.</source>
        <translation>Keine Einstellung zeigt Farbe auf einem gebundenen Objekt: erst Masken und Farben anlegen.</translation>
    </message>
    <message>
        <source>No source found: this place is not seen in the keyframes beside, or was lost on the way. Its color was made up from what is like it; a keyframe here helps.{sure}</source>
        <translation>Keine Quelle gefunden: Diese Stelle ist in den benachbarten Schlüsselbildern nicht zu sehen oder ging unterwegs verloren. Ihre Farbe wurde aus Ähnlichem abgeleitet; ein Schlüsselbild hier hilft.{sure}</translation>
    </message>
    <message>
        <source>No stroke lies on the picture; draw across what is to have the color.</source>
        <translation>Kein Strich liegt auf dem Bild; über das zeichnen, was die Farbe haben soll.</translation>
    </message>
    <message>
        <source>None of the films and pictures can be read.</source>
        <translation>Keiner der Filme und keines der Bilder ist lesbar.</translation>
    </message>
    <message>
        <source>None yet. Attach what a colorizer, enhancer or style filter made of this film, one frame at a time, and Steady takes the flicker out of it.</source>
        <translation>Noch keiner. Ordnen Sie zu, was ein Kolorier-, Verbesserungs- oder Stilfilter Bild für Bild aus diesem Film gemacht hat; „Beruhigen“ nimmt dem Clip dann das Flimmern.</translation>
    </message>
    <message>
        <source>Noon sky</source>
        <translation>Mittagshimmel</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht nötig</translation>
    </message>
    <message>
        <source>Not needed: frame {frame}</source>
        <translation>Nicht nötig: Bild {frame}</translation>
    </message>
    <message>
        <source>Not saved: {error}</source>
        <translation>Nicht gespeichert: {error}</translation>
    </message>
    <message>
        <source>Note on {name}</source>
        <translation>Notiz zu {name}</translation>
    </message>
    <message>
        <source>Note...</source>
        <translation>Notiz...</translation>
    </message>
    <message>
        <source>Nothing is accepted yet.</source>
        <translation>Noch ist nichts angenommen.</translation>
    </message>
    <message>
        <source>Nothing is drawn around yet.</source>
        <translation>Noch ist nichts umfahren.</translation>
    </message>
    <message>
        <source>Nothing is known about flicker here yet: propagate, and it is measured frame by frame.</source>
        <translation>Über das Flimmern ist hier noch nichts bekannt: ausbreiten, dann wird es Bild für Bild gemessen.</translation>
    </message>
    <message>
        <source>Nothing is suggested here. Press &quot;Find the best&quot; beside the keyframes.</source>
        <translation>Hier ist nichts vorgeschlagen. „Beste suchen“ neben den Schlüsselbildern drücken.</translation>
    </message>
    <message>
        <source>Nothing to change: this run is shown wherever it has frames and none of another was accepted.</source>
        <translation>Nichts zu ändern: Dieser Lauf wird überall gezeigt, wo er Bilder hat und keines eines anderen angenommen wurde.</translation>
    </message>
    <message>
        <source>Noting what was accepted</source>
        <translation>Angenommenes wird vermerkt</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Number of the first picture.</source>
        <translation>Nummer des ersten Bildes.</translation>
    </message>
    <message>
        <source>Number of the object whose mask is written; 0 writes all of them.</source>
        <translation>Nummer des Objekts, dessen Maske geschrieben wird; 0 schreibt alle.</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objekt</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>Objects are pasted to other places and frames; needs a mask, and for masks helps most.</source>
        <translation>Objekte werden an andere Stellen und in andere Bilder eingefügt; braucht eine Maske und hilft bei Masken am meisten.</translation>
    </message>
    <message>
        <source>Ocher</source>
        <translation>Ocker</translation>
    </message>
    <message>
        <source>Old rose</source>
        <translation>Altrosa</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>Oliv</translation>
    </message>
    <message>
        <source>Olive drab</source>
        <translation>Militäroliv</translation>
    </message>
    <message>
        <source>Olive tree</source>
        <translation>Olivenbaum</translation>
    </message>
    <message>
        <source>Once settled</source>
        <translation>Sobald stabil</translation>
    </message>
    <message>
        <source>One frame</source>
        <translation>Ein Bild</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One frame back (Left)</source>
        <translation>Ein Bild zurück (Links)</translation>
    </message>
    <message>
        <source>One frame back.</source>
        <translation>Ein Bild zurück.</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>One frame on (Right)</source>
        <translation>Ein Bild vor (Rechts)</translation>
    </message>
    <message>
        <source>One frame on.</source>
        <translation>Ein Bild vor.</translation>
    </message>
    <message>
        <source>One keyframe</source>
        <translation>Ein Schlüsselbild</translation>
    </message>
    <message>
        <source>One look runs through the whole shot; there is nothing to choose.</source>
        <translation>Ein Look zieht sich durch die ganze Einstellung; es gibt nichts zu wählen.</translation>
    </message>
    <message>
        <source>One more object; the next click or stroke is its own.</source>
        <translation>Ein weiteres Objekt; der nächste Klick oder Strich gehört ihm.</translation>
    </message>
    <message>
        <source>One pixel of the film is one pixel of the screen.</source>
        <translation>Ein Pixel des Films ist ein Pixel des Bildschirms.</translation>
    </message>
    <message>
        <source>One project has one film.</source>
        <translation>Ein Projekt hat einen Film.</translation>
    </message>
    <message>
        <source>One run for each shot that has keyframes.</source>
        <translation>Ein Lauf für jede Einstellung, die Schlüsselbilder hat.</translation>
    </message>
    <message>
        <source>Only color is trained along the motion.</source>
        <translation>Nur Farbe wird entlang der Bewegung trainiert.</translation>
    </message>
    <message>
        <source>Only masks are refined, and by the basic network alone.</source>
        <translation>Nur Masken werden verfeinert, und nur vom einfachen Netz.</translation>
    </message>
    <message>
        <source>Only the first of the dropped files was opened.</source>
        <translation>Nur die erste der abgelegten Dateien wurde geöffnet.</translation>
    </message>
    <message>
        <source>Only the frames between the in and the out point.</source>
        <translation>Nur die Bilder zwischen In- und Out-Punkt.</translation>
    </message>
    <message>
        <source>Only the frames up to the keyframes beside the one that is nearest; the others stay.</source>
        <translation>Nur die Bilder bis zu den Nachbarn des nächsten Schlüsselbilds; die anderen bleiben.</translation>
    </message>
    <message>
        <source>Only this frame would follow it.</source>
        <translation>Nur dieses Bild würde ihr folgen.</translation>
    </message>
    <message>
        <source>Only those to look at</source>
        <translation>Nur die fraglichen</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Opacity 10 %</source>
        <translation>Deckkraft 10 %</translation>
    </message>
    <message>
        <source>Opacity 100 %</source>
        <translation>Deckkraft 100 %</translation>
    </message>
    <message>
        <source>Opacity 20 %</source>
        <translation>Deckkraft 20 %</translation>
    </message>
    <message>
        <source>Opacity 30 %</source>
        <translation>Deckkraft 30 %</translation>
    </message>
    <message>
        <source>Opacity 40 %</source>
        <translation>Deckkraft 40 %</translation>
    </message>
    <message>
        <source>Opacity 50 %</source>
        <translation>Deckkraft 50 %</translation>
    </message>
    <message>
        <source>Opacity 60 %</source>
        <translation>Deckkraft 60 %</translation>
    </message>
    <message>
        <source>Opacity 70 %</source>
        <translation>Deckkraft 70 %</translation>
    </message>
    <message>
        <source>Opacity 80 %</source>
        <translation>Deckkraft 80 %</translation>
    </message>
    <message>
        <source>Opacity 90 %</source>
        <translation>Deckkraft 90 %</translation>
    </message>
    <message>
        <source>Open &amp;Folder of Pictures...</source>
        <translation>Bilder&amp;ordner öffnen...</translation>
    </message>
    <message>
        <source>Open &amp;Project...</source>
        <translation>&amp;Projekt öffnen...</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open Sa&amp;mple Project</source>
        <translation>Beispielpro&amp;jekt öffnen</translation>
    </message>
    <message>
        <source>Open a film</source>
        <translation>Einen Film öffnen</translation>
    </message>
    <message>
        <source>Open a film and start a project for it.</source>
        <translation>Einen Film öffnen und ein Projekt dafür anlegen.</translation>
    </message>
    <message>
        <source>Open a film first; keyframes are suggested for color and style.</source>
        <translation>Erst einen Film öffnen; Schlüsselbilder werden für Farbe und Stil vorgeschlagen.</translation>
    </message>
    <message>
        <source>Open a film: one line of its picture is drawn here over all frames of the shot.</source>
        <translation>Einen Film öffnen: Eine Linie seines Bildes wird hier über alle Bilder der Einstellung gezeichnet.</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>Einen Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Open a numbered sequence of pictures as a clip.</source>
        <translation>Eine nummerierte Bildfolge als Clip öffnen.</translation>
    </message>
    <message>
        <source>Open a project (a folder NAME{SUFFIX})</source>
        <translation>Ein Projekt öffnen (ein Ordner NAME{SUFFIX})</translation>
    </message>
    <message>
        <source>Open a project folder (NAME.tintloom).</source>
        <translation>Einen Projektordner öffnen (NAME.tintloom).</translation>
    </message>
    <message>
        <source>Open pictures in another program, and keep it in this menu.</source>
        <translation>Bilder in einem anderen Programm öffnen und es in diesem Menü behalten.</translation>
    </message>
    <message>
        <source>Open the keyframe in your painting program; whenever it is saved there, it comes back.</source>
        <translation>Das Schlüsselbild in Ihrem Malprogramm öffnen; bei jedem Speichern dort kommt es zurück.</translation>
    </message>
    <message>
        <source>Open the keyframe of this frame in {name}; saved there, it comes back.</source>
        <translation>Das Schlüsselbild dieses Bildes in {name} öffnen; dort gespeichert, kommt es zurück.</translation>
    </message>
    <message>
        <source>OpenEXR pictures, scene linear</source>
        <translation>OpenEXR-Einzelbilder, szenenlinear</translation>
    </message>
    <message>
        <source>Opening {name}...</source>
        <translation>{name} wird geöffnet...</translation>
    </message>
    <message>
        <source>Opening...</source>
        <translation>Wird geöffnet...</translation>
    </message>
    <message>
        <source>Options of the tool</source>
        <translation>Optionen des Werkzeugs</translation>
    </message>
    <message>
        <source>Options of the tool for masks</source>
        <translation>Optionen des Werkzeugs für Masken</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Other run</source>
        <translation>Anderer Lauf</translation>
    </message>
    <message>
        <source>Otherwise every color stays where it is in the picture.</source>
        <translation>Sonst bleibt jede Farbe dort, wo sie im Bild ist.</translation>
    </message>
    <message>
        <source>Overcast</source>
        <translation>Bedeckter Himmel</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>Eigene Vorgabe</translation>
    </message>
    <message>
        <source>P&amp;anels</source>
        <translation>B&amp;edienfelder</translation>
    </message>
    <message>
        <source>PNG (*.png);;TIFF (*.tif);;OpenEXR (*.exr)</source>
        <translation>PNG (*.png);;TIFF (*.tif);;OpenEXR (*.exr)</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG-Einzelbilder</translation>
    </message>
    <message>
        <source>Pai&amp;nt Everywhere</source>
        <translation>Überall &amp;malen</translation>
    </message>
    <message>
        <source>Paint</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Paint back what was there before, or the film itself.</source>
        <translation>Zurückmalen, was vorher da war, oder den Film selbst.</translation>
    </message>
    <message>
        <source>Paint color alone: the light and shade of the frame stay as they are.</source>
        <translation>Nur Farbe malen: Licht und Schatten des Bildes bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Paint color alone; the light and shade of the frame stay as they are.</source>
        <translation>Nur Farbe malen; Licht und Schatten des Bildes bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Paint it (B), press Ctrl+E to color it in your own program, or import a finished picture (Ctrl+I).</source>
        <translation>Das Bild bemalen (B), es mit Strg+E im eigenen Programm kolorieren oder ein fertiges Bild importieren (Strg+I).</translation>
    </message>
    <message>
        <source>Paint one frame (B), edit it in your painting program, or import a picture.</source>
        <translation>Ein Bild malen (B), im Malprogramm bearbeiten oder eine Bilddatei importieren.</translation>
    </message>
    <message>
        <source>Paint what belongs to the object; Alt takes it away.</source>
        <translation>Malen, was zum Objekt gehört; Alt nimmt weg.</translation>
    </message>
    <message>
        <source>Paint with 10 % of the color&apos;s strength; with a tool for masks, take object 1 in hand.</source>
        <translation>Mit 10 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 1 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 100 % of the color&apos;s strength; with a tool for masks, take object 10 in hand.</source>
        <translation>Mit 100 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 10 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 20 % of the color&apos;s strength; with a tool for masks, take object 2 in hand.</source>
        <translation>Mit 20 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 2 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 30 % of the color&apos;s strength; with a tool for masks, take object 3 in hand.</source>
        <translation>Mit 30 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 3 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 40 % of the color&apos;s strength; with a tool for masks, take object 4 in hand.</source>
        <translation>Mit 40 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 4 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 50 % of the color&apos;s strength; with a tool for masks, take object 5 in hand.</source>
        <translation>Mit 50 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 5 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 60 % of the color&apos;s strength; with a tool for masks, take object 6 in hand.</source>
        <translation>Mit 60 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 6 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 70 % of the color&apos;s strength; with a tool for masks, take object 7 in hand.</source>
        <translation>Mit 70 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 7 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 80 % of the color&apos;s strength; with a tool for masks, take object 8 in hand.</source>
        <translation>Mit 80 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 8 nehmen.</translation>
    </message>
    <message>
        <source>Paint with 90 % of the color&apos;s strength; with a tool for masks, take object 9 in hand.</source>
        <translation>Mit 90 % der Farbstärke malen; mit einem Maskenwerkzeug Objekt 9 nehmen.</translation>
    </message>
    <message>
        <source>Paint with the color in hand; the light stays the frame&apos;s.</source>
        <translation>Mit der aktuellen Farbe malen; die Helligkeit bleibt die des Bildes.</translation>
    </message>
    <message>
        <source>Paint with the other of the two colors  [X]</source>
        <translation>Mit der anderen der beiden Farben malen  [X]</translation>
    </message>
    <message>
        <source>Paint with the other of the two colors.</source>
        <translation>Mit der anderen der beiden Farben malen.</translation>
    </message>
    <message>
        <source>Painted</source>
        <translation>Gemalt</translation>
    </message>
    <message>
        <source>Pale aqua</source>
        <translation>Blasses Aqua</translation>
    </message>
    <message>
        <source>Pale sky</source>
        <translation>Blasser Himmel</translation>
    </message>
    <message>
        <source>Palette</source>
        <translation>Palette</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Ansicht verschieben</translation>
    </message>
    <message>
        <source>Panels in this place</source>
        <translation>Bedienfelder an dieser Stelle</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>Parts of the work</source>
        <translation>Arbeitsbereiche</translation>
    </message>
    <message>
        <source>Paste &amp;Keyframe</source>
        <translation>Schlüsselbild einfü&amp;gen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Peach</source>
        <translation>Pfirsich</translation>
    </message>
    <message>
        <source>Peek at the Original</source>
        <translation>Original kurz zeigen</translation>
    </message>
    <message>
        <source>Pen pressure</source>
        <translation>Stiftdruck</translation>
    </message>
    <message>
        <source>Pick &amp;a Point</source>
        <translation>Punkt wä&amp;hlen</translation>
    </message>
    <message>
        <source>Pick a &amp;Line</source>
        <translation>Linie &amp;wählen</translation>
    </message>
    <message>
        <source>Pick a line</source>
        <translation>Linie wählen</translation>
    </message>
    <message>
        <source>Pick a place on the frame (C), and colors for it come here.</source>
        <translation>Im Bild eine Stelle wählen (C); hier erscheinen Farben dafür.</translation>
    </message>
    <message>
        <source>Pick a thing</source>
        <translation>Etwas wählen</translation>
    </message>
    <message>
        <source>Pick a thing on the picture whose color is followed over the shot.</source>
        <translation>Im Bild etwas wählen, dessen Farbe über die Einstellung verfolgt wird.</translation>
    </message>
    <message>
        <source>Pick a thing on the picture: its color is followed over the shot. It should be a dot, not a comet.</source>
        <translation>Im Bild etwas wählen: Seine Farbe wird über die Einstellung verfolgt. Die Spur sollte ein Punkt sein, kein Komet.</translation>
    </message>
    <message>
        <source>Pick the color, with a brush in hand</source>
        <translation>Farbe aufnehmen, wenn ein Pinsel aktiv ist</translation>
    </message>
    <message>
        <source>Picture and alpha (OpenEXR)</source>
        <translation>Bild und Alpha (OpenEXR)</translation>
    </message>
    <message>
        <source>Picture for frame {frame}</source>
        <translation>Bilddatei für Bild {frame}</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.exr *.dpx *.psd)</source>
        <translation>Bilder (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.exr *.dpx *.psd)</translation>
    </message>
    <message>
        <source>Pictures (PNG)</source>
        <translation>Einzelbilder (PNG)</translation>
    </message>
    <message>
        <source>Pictures hold no sound: it is written beside them as {0}.</source>
        <translation>Einzelbilder enthalten keinen Ton: Er wird daneben als {0} geschrieben.</translation>
    </message>
    <message>
        <source>Pictures hold no subtitles; export a film as well to keep them.</source>
        <translation>Einzelbilder enthalten keine Untertitel; auch einen Film exportieren, um sie zu behalten.</translation>
    </message>
    <message>
        <source>Pictures of frames of this film</source>
        <translation>Bilddateien zu Bildern dieses Films</translation>
    </message>
    <message>
        <source>Pictures tell no frame rate; {0} frames a second are assumed.</source>
        <translation>Einzelbilder nennen keine Bildrate; angenommen werden {0} Bilder pro Sekunde.</translation>
    </message>
    <message>
        <source>Pine</source>
        <translation>Kiefer</translation>
    </message>
    <message>
        <source>Pink white</source>
        <translation>Rosaweiß</translation>
    </message>
    <message>
        <source>Pla&amp;yback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Play &amp;Backward</source>
        <translation>&amp;Rückwärts abspielen</translation>
    </message>
    <message>
        <source>Play &amp;Forward</source>
        <translation>&amp;Vorwärts abspielen</translation>
    </message>
    <message>
        <source>Play backward; again for faster.</source>
        <translation>Rückwärts abspielen; mehrmals für schneller.</translation>
    </message>
    <message>
        <source>Play forward; again for faster.</source>
        <translation>Vorwärts abspielen; mehrmals für schneller.</translation>
    </message>
    <message>
        <source>Play in a loop, between in and out where they are set</source>
        <translation>In Schleife abspielen, zwischen In und Out, falls gesetzt</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>Wiedergabe oder Pause (Leertaste)</translation>
    </message>
    <message>
        <source>Play the film, or stop; hold Space and drag to pan.</source>
        <translation>Den Film abspielen oder anhalten; Leertaste halten und ziehen verschiebt die Ansicht.</translation>
    </message>
    <message>
        <source>Play the second that flickers most over and over at half speed, beside the original; again to leave.</source>
        <translation>Die am stärksten flimmernde Sekunde immer wieder mit halbem Tempo abspielen, neben dem Original; ein zweites Mal beendet es.</translation>
    </message>
    <message>
        <source>Play without sound; again to hear it.</source>
        <translation>Ohne Ton abspielen; ein zweites Mal schaltet ihn wieder ein.</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Plum shadow</source>
        <translation>Pflaumenschatten</translation>
    </message>
    <message>
        <source>Png</source>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Point at a place of the picture, then hold Q to see who colored it.</source>
        <translation>Auf eine Stelle des Bildes zeigen und Q halten, um zu sehen, woher ihre Farbe kommt.</translation>
    </message>
    <message>
        <source>Pointer</source>
        <translation>Zeiger</translation>
    </message>
    <message>
        <source>Pr&amp;otect</source>
        <translation>&amp;Schützen</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>Vorbereiten</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Press Ctrl+3, choose a format, and export. The film&apos;s light, grain and sound stay its own.</source>
        <translation>Strg+3 drücken, ein Format wählen und exportieren. Helligkeit, Korn und Ton des Films bleiben seine eigenen.</translation>
    </message>
    <message>
        <source>Press Ctrl+Enter and watch. Compare with W; where it goes wrong, add another keyframe.</source>
        <translation>Strg+Enter drücken und zusehen. Mit W vergleichen; wo es nicht stimmt, ein weiteres Schlüsselbild anlegen.</translation>
    </message>
    <message>
        <source>Press Propagate: the curves of the run
are drawn here while it works.</source>
        <translation>„Ausbreiten“ drücken: Während der Lauf
rechnet, entstehen hier seine Kurven.</translation>
    </message>
    <message>
        <source>Pressing harder with the pen makes the brush wider.</source>
        <translation>Stärkerer Druck mit dem Stift macht den Pinsel breiter.</translation>
    </message>
    <message>
        <source>Pressure: both</source>
        <translation>Druck: beides</translation>
    </message>
    <message>
        <source>Pressure: off</source>
        <translation>Druck: aus</translation>
    </message>
    <message>
        <source>Pressure: opacity</source>
        <translation>Druck: Deckkraft</translation>
    </message>
    <message>
        <source>Pressure: size</source>
        <translation>Druck: Größe</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Previous Keyframe</source>
        <translation>Voriges Schlüsselbild</translation>
    </message>
    <message>
        <source>Previous Scribble</source>
        <translation>Vorige Kritzelei</translation>
    </message>
    <message>
        <source>Previous Shot</source>
        <translation>Vorige Einstellung</translation>
    </message>
    <message>
        <source>Previous keyframe</source>
        <translation>Voriges Schlüsselbild</translation>
    </message>
    <message>
        <source>Previous keyframe (PgUp)</source>
        <translation>Voriges Schlüsselbild (Bild aufwärts)</translation>
    </message>
    <message>
        <source>Previous shot</source>
        <translation>Vorige Einstellung</translation>
    </message>
    <message>
        <source>Previous shot (Up)</source>
        <translation>Vorige Einstellung (Hoch)</translation>
    </message>
    <message>
        <source>Pro&amp;ve Accepted Frames</source>
        <translation>Angenommene Bilder &amp;prüfen</translation>
    </message>
    <message>
        <source>ProRes 422 HQ</source>
        <translation>ProRes 422 HQ</translation>
    </message>
    <message>
        <source>Problem {frame} of {count}: frame {frame2}, E_warp {heat:.3f}.</source>
        <translation>Problem {frame} von {count}: Bild {frame2}, E_warp {heat:.3f}.</translation>
    </message>
    <message>
        <source>Proce&amp;ssed</source>
        <translation>&amp;Bearbeitet</translation>
    </message>
    <message>
        <source>Processed</source>
        <translation>Bearbeitet</translation>
    </message>
    <message>
        <source>Processed clip</source>
        <translation>Bearbeiteter Clip</translation>
    </message>
    <message>
        <source>Project: {path}</source>
        <translation>Projekt: {path}</translation>
    </message>
    <message>
        <source>Projects (*{SUFFIX})</source>
        <translation>Projekte (*{SUFFIX})</translation>
    </message>
    <message>
        <source>Propagate</source>
        <translation>Ausbreiten</translation>
    </message>
    <message>
        <source>Prores</source>
        <translation>ProRes</translation>
    </message>
    <message>
        <source>Protect</source>
        <translation>Schützen</translation>
    </message>
    <message>
        <source>Proving what was accepted</source>
        <translation>Angenommenes wird geprüft</translation>
    </message>
    <message>
        <source>Put a copy of the copied keyframe on this frame, its colors where they moved to.</source>
        <translation>Das kopierte Schlüsselbild in dieses Bild einfügen; die Farben folgen der Bewegung.</translation>
    </message>
    <message>
        <source>Put every panel back where it was first.</source>
        <translation>Jedes Bedienfeld dahin zurücksetzen, wo es zuerst war.</translation>
    </message>
    <message>
        <source>Put the color in hand into the cast, with a name.</source>
        <translation>Die aktuelle Farbe mit einem Namen in die Besetzung aufnehmen.</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>RGB</source>
        <translation>RGB</translation>
    </message>
    <message>
        <source>RGB parade</source>
        <translation>RGB-Parade</translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation>Zufallsgewichte</translation>
    </message>
    <message>
        <source>Rate factor: less is better and larger; 16 cannot be told from the original, 23 is small.</source>
        <translation>Ratenfaktor: niedriger ist besser und größer; 16 ist vom Original nicht zu unterscheiden, 23 ist klein.</translation>
    </message>
    <message>
        <source>Re&amp;color the Scribble</source>
        <translation>Kritzelei umfär&amp;ben</translation>
    </message>
    <message>
        <source>Reading films and pictures</source>
        <translation>Filme und Bilder werden gelesen</translation>
    </message>
    <message>
        <source>Reading maps</source>
        <translation>Panoramen lesen</translation>
    </message>
    <message>
        <source>Reading the clip</source>
        <translation>Clip wird gelesen</translation>
    </message>
    <message>
        <source>Reading the keyframes</source>
        <translation>Schlüsselbilder werden gelesen</translation>
    </message>
    <message>
        <source>Reading the shot...</source>
        <translation>Einstellung wird gelesen...</translation>
    </message>
    <message>
        <source>Reading {name}...</source>
        <translation>{name} wird gelesen...</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Recolor</source>
        <translation>Umfärben</translation>
    </message>
    <message>
        <source>Recolor a scribble</source>
        <translation>Kritzelei umfärben</translation>
    </message>
    <message>
        <source>Recolor {name}</source>
        <translation>{name} umfärben</translation>
    </message>
    <message>
        <source>Red brown</source>
        <translation>Rotbraun</translation>
    </message>
    <message>
        <source>Red earth</source>
        <translation>Rote Erde</translation>
    </message>
    <message>
        <source>Reed</source>
        <translation>Schilf</translation>
    </message>
    <message>
        <source>Refine outlines</source>
        <translation>Umrisse verfeinern</translation>
    </message>
    <message>
        <source>Reinhard</source>
        <translation>Reinhard</translation>
    </message>
    <message>
        <source>Reject {bounds}</source>
        <translation>{bounds} verwerfen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove a scribble</source>
        <translation>Kritzelei entfernen</translation>
    </message>
    <message>
        <source>Remove from the Cast</source>
        <translation>Aus der Besetzung entfernen</translation>
    </message>
    <message>
        <source>Remove from the cast</source>
        <translation>Aus der Besetzung entfernen</translation>
    </message>
    <message>
        <source>Remove keyframe {at}</source>
        <translation>Schlüsselbild {at} entfernen</translation>
    </message>
    <message>
        <source>Remove the Scribble</source>
        <translation>Die Kritzelei entfernen</translation>
    </message>
    <message>
        <source>Remove this keyframe (it can be undone)</source>
        <translation>Dieses Schlüsselbild entfernen (lässt sich rückgängig machen)</translation>
    </message>
    <message>
        <source>Remove this palette of yours</source>
        <translation>Diese eigene Palette entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Removing it would change next to nothing (estimate).</source>
        <translation>Es zu entfernen würde fast nichts ändern (Schätzung).</translation>
    </message>
    <message>
        <source>Removing it would cost about {0} dB (estimate).</source>
        <translation>Es zu entfernen würde etwa {0} dB kosten (Schätzung).</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename a color</source>
        <translation>Farbe umbenennen</translation>
    </message>
    <message>
        <source>Rename this run</source>
        <translation>Diesen Lauf umbenennen</translation>
    </message>
    <message>
        <source>Rename to {name}</source>
        <translation>In {name} umbenennen</translation>
    </message>
    <message>
        <source>Repair the mask of frame {frame}</source>
        <translation>Die Maske von Bild {frame} ausbessern</translation>
    </message>
    <message>
        <source>Repair this one</source>
        <translation>Diese ausbessern</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>ResUNet</source>
        <translation>ResUNet</translation>
    </message>
    <message>
        <source>Rese&amp;t Layout</source>
        <translation>Layout &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resunet</source>
        <translation>ResUNet</translation>
    </message>
    <message>
        <source>Review (H.264)</source>
        <translation>Sichtung (H.264)</translation>
    </message>
    <message>
        <source>Review of the run that ended</source>
        <translation>Prüfung des beendeten Laufs</translation>
    </message>
    <message>
        <source>Ribbon</source>
        <translation>Zeitband</translation>
    </message>
    <message>
        <source>River</source>
        <translation>Fluss</translation>
    </message>
    <message>
        <source>Roof tile</source>
        <translation>Dachziegel</translation>
    </message>
    <message>
        <source>Rose brown</source>
        <translation>Rosabraun</translation>
    </message>
    <message>
        <source>Rose, dawn</source>
        <translation>Rosa, Morgenröte</translation>
    </message>
    <message>
        <source>Royal blue</source>
        <translation>Königsblau</translation>
    </message>
    <message>
        <source>Ruby</source>
        <translation>Rubinrot</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Run {number}</source>
        <translation>Lauf {number}</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs of this shot</source>
        <translation>Läufe dieser Einstellung</translation>
    </message>
    <message>
        <source>Rust</source>
        <translation>Rost</translation>
    </message>
    <message>
        <source>S&amp;maller Brush</source>
        <translation>K&amp;leinerer Pinsel</translation>
    </message>
    <message>
        <source>S&amp;wap Colors</source>
        <translation>Farben &amp;tauschen</translation>
    </message>
    <message>
        <source>Saddle</source>
        <translation>Sattelbraun</translation>
    </message>
    <message>
        <source>Salmon</source>
        <translation>Lachs</translation>
    </message>
    <message>
        <source>Sand</source>
        <translation>Sand</translation>
    </message>
    <message>
        <source>Save &amp;As...</source>
        <translation>Speichern &amp;unter...</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>Speichern unter...</translation>
    </message>
    <message>
        <source>Save it there, and it comes back by itself.</source>
        <translation>Dort speichern; das Bild kommt von selbst zurück.</translation>
    </message>
    <message>
        <source>Save the project as</source>
        <translation>Projekt speichern unter</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved {seconds:.0f} h ago</source>
        <translation>Vor {seconds:.0f} h gespeichert</translation>
    </message>
    <message>
        <source>Saved {seconds:.0f} min ago</source>
        <translation>Vor {seconds:.0f} min gespeichert</translation>
    </message>
    <message>
        <source>Saved {seconds:.0f} s ago</source>
        <translation>Vor {seconds:.0f} s gespeichert</translation>
    </message>
    <message>
        <source>Scarlet tunic</source>
        <translation>Scharlachroter Waffenrock</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>Messbilder</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>Kritzeln</translation>
    </message>
    <message>
        <source>Scribble {number} of {count}</source>
        <translation>Kritzelei {number} von {count}</translation>
    </message>
    <message>
        <source>Scribbles are for color.</source>
        <translation>Kritzeleien sind für Farbe.</translation>
    </message>
    <message>
        <source>Scribbles: {count}</source>
        <translation>Kritzeleien: {count}</translation>
    </message>
    <message>
        <source>Scroll the timeline</source>
        <translation>Zeitleiste scrollen</translation>
    </message>
    <message>
        <source>Sea</source>
        <translation>Meer</translation>
    </message>
    <message>
        <source>Sea green</source>
        <translation>Meergrün</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Select the scribble that was drawn after this one.</source>
        <translation>Die Kritzelei wählen, die nach dieser gezeichnet wurde.</translation>
    </message>
    <message>
        <source>Select the scribble that was drawn before this one.</source>
        <translation>Die Kritzelei wählen, die vor dieser gezeichnet wurde.</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Empfindlichkeit</translation>
    </message>
    <message>
        <source>Sepia tone</source>
        <translation>Sepiaton</translation>
    </message>
    <message>
        <source>Set &amp;In</source>
        <translation>&amp;In setzen</translation>
    </message>
    <message>
        <source>Set &amp;Out</source>
        <translation>&amp;Out setzen</translation>
    </message>
    <message>
        <source>Set in</source>
        <translation>In setzen</translation>
    </message>
    <message>
        <source>Set in: the range begins here (I)</source>
        <translation>In setzen: Der Bereich beginnt hier (I)</translation>
    </message>
    <message>
        <source>Set out</source>
        <translation>Out setzen</translation>
    </message>
    <message>
        <source>Set out: the range ends with this frame (O)</source>
        <translation>Out setzen: Der Bereich endet mit diesem Bild (O)</translation>
    </message>
    <message>
        <source>Settings for a purpose; all of them can be changed below.</source>
        <translation>Vorgaben für einen Zweck; alles lässt sich unten ändern.</translation>
    </message>
    <message>
        <source>Several objects</source>
        <translation>Mehrere Objekte</translation>
    </message>
    <message>
        <source>Shallow water</source>
        <translation>Seichtes Wasser</translation>
    </message>
    <message>
        <source>Share of steps on varied pictures; helps where things turn or come closer. 0 chooses it.</source>
        <translation>Anteil der Schritte an variierten Bildern; hilft, wo sich etwas dreht oder näher kommt. 0 wählt automatisch.</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Umschalt + Mausrad</translation>
    </message>
    <message>
        <source>Shift and drag</source>
        <translation>Umschalt und ziehen</translation>
    </message>
    <message>
        <source>Shipped weights</source>
        <translation>Mitgelieferte Gewichte</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Shot</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Shot {index}</source>
        <translation>Einstellung {index}</translation>
    </message>
    <message>
        <source>Shot {index} of {count}</source>
        <translation>Einstellung {index} von {count}</translation>
    </message>
    <message>
        <source>Shot {number}</source>
        <translation>Einstellung {number}</translation>
    </message>
    <message>
        <source>Shot {number} · </source>
        <translation>Einstellung {number} · </translation>
    </message>
    <message>
        <source>Shot {number} · {run_id}</source>
        <translation>Einstellung {number} · {run_id}</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Show again what was shown before this run, from in to out or wherever it is shown.</source>
        <translation>Wieder zeigen, was vor diesem Lauf gezeigt wurde, von In bis Out oder überall, wo er gezeigt wird.</translation>
    </message>
    <message>
        <source>Show as Bright as the Film</source>
        <translation>So hell wie den Film zeigen</translation>
    </message>
    <message>
        <source>Show how light and how colored the picture is.</source>
        <translation>Zeigen, wie hell und wie farbig das Bild ist.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Show light a third of a stop brighter; it changes no picture.</source>
        <translation>Licht um eine Drittelblende heller zeigen; es ändert kein Bild.</translation>
    </message>
    <message>
        <source>Show light a third of a stop darker; it changes no picture.</source>
        <translation>Licht um eine Drittelblende dunkler zeigen; es ändert kein Bild.</translation>
    </message>
    <message>
        <source>Show light as bright as the film again.</source>
        <translation>Licht wieder so hell wie den Film zeigen.</translation>
    </message>
    <message>
        <source>Show one line of the picture over all frames of the shot; flicker shows as stripes.</source>
        <translation>Eine Linie des Bildes über alle Bilder der Einstellung zeigen; Flimmern erscheint als Streifen.</translation>
    </message>
    <message>
        <source>Show only where the result flickers at least this much; further right, only the worst places.</source>
        <translation>Nur zeigen, wo das Ergebnis mindestens so stark flimmert; weiter rechts nur die schlechtesten Stellen.</translation>
    </message>
    <message>
        <source>Show the &amp;Log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Show the film as it came.</source>
        <translation>Den Film unverändert zeigen.</translation>
    </message>
    <message>
        <source>Show the folder of this run</source>
        <translation>Den Ordner dieses Laufs zeigen</translation>
    </message>
    <message>
        <source>Show the keyframe of this frame.</source>
        <translation>Das Schlüsselbild dieses Bildes zeigen.</translation>
    </message>
    <message>
        <source>Show the objects over the picture and take the click tool in hand; again to leave.</source>
        <translation>Die Objekte über dem Bild zeigen und das Klickwerkzeug nehmen; ein zweites Mal beendet den Modus.</translation>
    </message>
    <message>
        <source>Show the original while the key is held.</source>
        <translation>Das Original zeigen, solange die Taste gehalten wird.</translation>
    </message>
    <message>
        <source>Show the picture as bright as the film again</source>
        <translation>Das Bild wieder so hell wie den Film zeigen</translation>
    </message>
    <message>
        <source>Show the picture brighter or darker, in stops; 0 is as bright as the film. Double click: 0.</source>
        <translation>Das Bild heller oder dunkler zeigen, in Blenden; 0 ist so hell wie der Film. Doppelklick: 0.</translation>
    </message>
    <message>
        <source>Show the pictures this keyframe had before, and go back to one.</source>
        <translation>Frühere Fassungen dieses Schlüsselbilds zeigen und zu einer zurückkehren.</translation>
    </message>
    <message>
        <source>Show the processed clip that was attached.</source>
        <translation>Den zugeordneten bearbeiteten Clip zeigen.</translation>
    </message>
    <message>
        <source>Show the whole frame.</source>
        <translation>Das ganze Bild zeigen.</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Masken zeigen</translation>
    </message>
    <message>
        <source>Show this object in another color</source>
        <translation>Dieses Objekt in anderer Farbe zeigen</translation>
    </message>
    <message>
        <source>Show this one</source>
        <translation>Diesen zeigen</translation>
    </message>
    <message>
        <source>Show this run from in to out only (it can be undone).</source>
        <translation>Diesen Lauf nur von In bis Out zeigen (lässt sich rückgängig machen).</translation>
    </message>
    <message>
        <source>Show what is there</source>
        <translation>Vorhandenes zeigen</translation>
    </message>
    <message>
        <source>Show what the scribbles of this frame made, without what was painted over them since.</source>
        <translation>Zeigen, was die Kritzeleien dieses Bildes ergaben, ohne was seither darübergemalt wurde.</translation>
    </message>
    <message>
        <source>Show what was propagated.</source>
        <translation>Zeigen, was ausgebreitet wurde.</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Shuttle backward more slowly.</source>
        <translation>Langsamer rückwärts laufen lassen.</translation>
    </message>
    <message>
        <source>Shuttle forward more slowly.</source>
        <translation>Langsamer vorwärts laufen lassen.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the brush; up and down its hardness</source>
        <translation>Größe des Pinsels; auf und ab seine Härte</translation>
    </message>
    <message>
        <source>Skin</source>
        <translation>Haut</translation>
    </message>
    <message>
        <source>Skin in shade</source>
        <translation>Haut im Schatten</translation>
    </message>
    <message>
        <source>Skin tones</source>
        <translation>Hauttöne</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>Himmel</translation>
    </message>
    <message>
        <source>Sky and water</source>
        <translation>Himmel und Wasser</translation>
    </message>
    <message>
        <source>Sky wash</source>
        <translation>Himmelblau, lasiert</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>Schiefer</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>So is light brighter or darker than the clip holds: it comes from the HDR keyframes named here.</source>
        <translation>So ist es auch mit Licht, das heller oder dunkler ist als im Clip: Es stammt aus den hier genannten HDR-Schlüsselbildern.</translation>
    </message>
    <message>
        <source>Sof&amp;ter Brush</source>
        <translation>Wei&amp;cherer Pinsel</translation>
    </message>
    <message>
        <source>Something went wrong inside Tintloom.</source>
        <translation>In Tintloom ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Ton ein</translation>
    </message>
    <message>
        <source>Sound track {0} cannot be read and is left out.</source>
        <translation>Tonspur {0} ist nicht lesbar und wird ausgelassen.</translation>
    </message>
    <message>
        <source>Space and drag</source>
        <translation>Leertaste und ziehen</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Split at {frame}</source>
        <translation>Bei {frame} teilen</translation>
    </message>
    <message>
        <source>Spread the keyframes&apos; color over the shot; while a run works, pause it or go on.</source>
        <translation>Die Farbe der Schlüsselbilder über die Einstellung ausbreiten; rechnet ein Lauf, ihn anhalten oder fortsetzen.</translation>
    </message>
    <message>
        <source>Spring leaf</source>
        <translation>Frühlingslaub</translation>
    </message>
    <message>
        <source>Spruce, far</source>
        <translation>Fichte, fern</translation>
    </message>
    <message>
        <source>Star this run, or take the star away</source>
        <translation>Diesen Lauf mit einem Stern versehen oder den Stern entfernen</translation>
    </message>
    <message>
        <source>Start a new project</source>
        <translation>Neues Projekt anlegen</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>Start number</source>
        <translation>Startnummer</translation>
    </message>
    <message>
        <source>Start of the Shot</source>
        <translation>Anfang der Einstellung</translation>
    </message>
    <message>
        <source>Starting...</source>
        <translation>Wird gestartet...</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Steady</source>
        <translation>Beruhigen</translation>
    </message>
    <message>
        <source>Steel blue</source>
        <translation>Stahlblau</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps for each frame</source>
        <translation>Schritte je Bild</translation>
    </message>
    <message>
        <source>Steps on all frames</source>
        <translation>Schritte an allen Bildern</translation>
    </message>
    <message>
        <source>Steps on the keyframes</source>
        <translation>Schritte an Schlüsselbildern</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>Stoppen, behalten</translation>
    </message>
    <message>
        <source>Stop playing.</source>
        <translation>Die Wiedergabe anhalten.</translation>
    </message>
    <message>
        <source>Stop writing; what was begun is removed.</source>
        <translation>Das Schreiben abbrechen; das Begonnene wird entfernt.</translation>
    </message>
    <message>
        <source>Stopped, it keeps the frames it has finished and can be resumed later.</source>
        <translation>Gestoppt behält er seine fertigen Bilder und lässt sich später fortsetzen.</translation>
    </message>
    <message>
        <source>Stopped; what was finished is kept.</source>
        <translation>Gestoppt; das Fertige bleibt erhalten.</translation>
    </message>
    <message>
        <source>Stopping; what is finished is kept...</source>
        <translation>Wird gestoppt; das Fertige bleibt erhalten...</translation>
    </message>
    <message>
        <source>Storm</source>
        <translation>Gewitter</translation>
    </message>
    <message>
        <source>Straw</source>
        <translation>Stroh</translation>
    </message>
    <message>
        <source>Strength of the masks</source>
        <translation>Stärke der Masken</translation>
    </message>
    <message>
        <source>Strokes add.</source>
        <translation>Striche fügen hinzu.</translation>
    </message>
    <message>
        <source>Strokes take away.</source>
        <translation>Striche nehmen weg.</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Style  ·  </source>
        <translation>Stil  ·  </translation>
    </message>
    <message>
        <source>Su&amp;ggest Keyframes</source>
        <translation>Schlüsselbilder &amp;vorschlagen</translation>
    </message>
    <message>
        <source>Suggest declined frames again</source>
        <translation>Abgelehnte Bilder wieder vorschlagen</translation>
    </message>
    <message>
        <source>Suggested</source>
        <translation>Vorgeschlagen</translation>
    </message>
    <message>
        <source>Suggested ({count})</source>
        <translation>Vorgeschlagen ({count})</translation>
    </message>
    <message>
        <source>Suggested colors</source>
        <translation>Vorgeschlagene Farben</translation>
    </message>
    <message>
        <source>Suggested for that place</source>
        <translation>Für diese Stelle vorgeschlagen</translation>
    </message>
    <message>
        <source>Suggested keyframe at frame {frame}. {why} {gain_text}</source>
        <translation>Vorgeschlagenes Schlüsselbild bei Bild {frame}. {why} {gain_text}</translation>
    </message>
    <message>
        <source>Summer leaf</source>
        <translation>Sommerlaub</translation>
    </message>
    <message>
        <source>Sunset orange</source>
        <translation>Abendrotorange</translation>
    </message>
    <message>
        <source>Sunset pink</source>
        <translation>Abendrotrosa</translation>
    </message>
    <message>
        <source>Switchable</source>
        <translation>Umkehrbar</translation>
    </message>
    <message>
        <source>TB</source>
        <translation>TB</translation>
    </message>
    <message>
        <source>TIFF pictures, 16-bit</source>
        <translation>TIFF-Einzelbilder, 16 Bit</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>Reiter</translation>
    </message>
    <message>
        <source>Take Acceptance &amp;Back</source>
        <translation>Annahme &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>Take Change Scribbles (A) and click one.</source>
        <translation>„Kritzeleien ändern“ (A) nehmen und eine anklicken.</translation>
    </message>
    <message>
        <source>Take a frame from this clip</source>
        <translation>Ein Bild aus diesem Clip holen</translation>
    </message>
    <message>
        <source>Take a frame of {name}</source>
        <translation>Ein Bild aus {name} holen</translation>
    </message>
    <message>
        <source>Take a palette from a picture</source>
        <translation>Palette aus einem Bild übernehmen</translation>
    </message>
    <message>
        <source>Take a palette from any picture: a painting, a photograph.</source>
        <translation>Eine Palette aus einem beliebigen Bild übernehmen: einem Gemälde, einem Foto.</translation>
    </message>
    <message>
        <source>1 frame from the nearest keyframe</source>
        <translation>1 Bild vom nächsten Schlüsselbild entfernt</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>A file for each object</source>
        <translation>Eine Datei je Objekt</translation>
    </message>
    <message>
        <source>A file for each object can be written of masks alone; choose masks as the content.</source>
        <translation>Eine Datei je Objekt lässt sich nur von Masken schreiben; als Inhalt Masken wählen.</translation>
    </message>
    <message>
        <source>A new object</source>
        <translation>Ein neues Objekt</translation>
    </message>
    <message>
        <source>Accept {frames}</source>
        <translation>Annehmen: {frames}</translation>
    </message>
    <message>
        <source>Canceled; what was begun is removed.</source>
        <translation>Abgebrochen; Angefangenes ist entfernt.</translation>
    </message>
    <message>
        <source>Click a color to paint with it; its menu ties it to objects, notes, renames or removes it.</source>
        <translation>Eine Farbe anklicken, um damit zu malen; ihr Menü bindet sie an Objekte, nimmt Notizen auf, benennt um oder entfernt sie.</translation>
    </message>
    <message>
        <source>Go to the frame between the keyframes beside this one that will probably be most wrong; it needs no run.</source>
        <translation>Zum Bild zwischen den benachbarten Schlüsselbildern gehen, das wohl am meisten abweicht; dafür ist kein Lauf nötig.</translation>
    </message>
    <message>
        <source>HDR</source>
        <translation>HDR</translation>
    </message>
    <message>
        <source>How bright {name} is beside frame {frame} cannot be told: too little of the frame shows anything but black and white.</source>
        <translation>Wie hell {name} neben Bild {frame} ist, lässt sich nicht sagen: Zu wenig vom Bild zeigt etwas anderes als Schwarz und Weiß.</translation>
    </message>
    <message>
        <source>Keyframes are OpenEXR or Radiance pictures with more light than the film shows; so is the result.</source>
        <translation>Schlüsselbilder sind OpenEXR- oder Radiance-Bilder mit mehr Licht, als der Film zeigt; das Ergebnis ebenso.</translation>
    </message>
    <message>
        <source>Light and grain of color runs are the clip&apos;s own: its luma was written back. Runs of another kind (&apos;style&apos;, &apos;mask&apos;, &apos;hdr&apos;) were written as they are.</source>
        <translation>Helligkeit und Korn der Farbläufe sind die des Clips: Sein Luma wurde zurückgeschrieben. Läufe anderer Art („style“, „mask“, „hdr“) wurden geschrieben, wie sie sind.</translation>
    </message>
    <message>
        <source>Pictures (*.png *.tif *.tiff *.jpg *.jpeg *.psd *.psb *.kra *.ora *.exr *.hdr *.dpx *.bmp *.webp)</source>
        <translation>Bilder (*.png *.tif *.tiff *.jpg *.jpeg *.psd *.psb *.kra *.ora *.exr *.hdr *.dpx *.bmp *.webp)</translation>
    </message>
    <message>
        <source>Reject {frames}</source>
        <translation>Verwerfen: {frames}</translation>
    </message>
    <message>
        <source>Show Brighter</source>
        <translation>Heller zeigen</translation>
    </message>
    <message>
        <source>Show Darker</source>
        <translation>Dunkler zeigen</translation>
    </message>
    <message>
        <source>Take away</source>
        <translation>Wegnehmen</translation>
    </message>
    <message>
        <source>Take back {frames}</source>
        <translation>Zurücknehmen: {frames}</translation>
    </message>
    <message>
        <source>Take color away: the frame&apos;s own gray is left.</source>
        <translation>Farbe wegnehmen: Es bleibt das Grau des Bildes selbst.</translation>
    </message>
    <message>
        <source>Take from</source>
        <translation>Wegnehmen von</translation>
    </message>
    <message>
        <source>Take from the object what you paint over; other objects stay.</source>
        <translation>Dem Objekt nehmen, was übermalt wird; andere Objekte bleiben.</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Take it off the list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Take it off this list; the project stays where it is</source>
        <translation>Aus dieser Liste nehmen; das Projekt bleibt, wo es ist</translation>
    </message>
    <message>
        <source>Take its color</source>
        <translation>Farbe aufnehmen</translation>
    </message>
    <message>
        <source>Take no tool in hand: dragging moves the picture.</source>
        <translation>Kein Werkzeug nehmen: Ziehen verschiebt das Bild.</translation>
    </message>
    <message>
        <source>Take the Scribble&apos;s Color</source>
        <translation>Farbe der Kritzelei aufnehmen</translation>
    </message>
    <message>
        <source>Take the color of the selected scribble in hand.</source>
        <translation>Die Farbe der gewählten Kritzelei in die Hand nehmen.</translation>
    </message>
    <message>
        <source>Take the color you point at in hand; with any other tool, hold Alt.</source>
        <translation>Die Farbe unter dem Zeiger aufnehmen; mit jedem anderen Werkzeug Alt halten.</translation>
    </message>
    <message>
        <source>Take the frame that looks most like the picture.</source>
        <translation>Das Filmbild nehmen, das der Bilddatei am ähnlichsten ist.</translation>
    </message>
    <message>
        <source>Take the keyframe of this frame away.</source>
        <translation>Das Schlüsselbild dieses Bildes entfernen.</translation>
    </message>
    <message>
        <source>Take the last edit back.</source>
        <translation>Die letzte Bearbeitung zurücknehmen.</translation>
    </message>
    <message>
        <source>Take the picture that is shown, for another program, and its keyframe, for another frame.</source>
        <translation>Das gezeigte Bild nehmen, für ein anderes Programm, und sein Schlüsselbild, für ein anderes Bild.</translation>
    </message>
    <message>
        <source>Take the selected object out of every mask.</source>
        <translation>Das ausgewählte Objekt aus jeder Maske entfernen.</translation>
    </message>
    <message>
        <source>Take the selected scribble away; with Change Scribbles in hand, Del does it.</source>
        <translation>Die gewählte Kritzelei wegnehmen; mit „Kritzeleien ändern“ in der Hand tut es auch Entf.</translation>
    </message>
    <message>
        <source>Take this keyframe to paste it elsewhere.</source>
        <translation>Dieses Schlüsselbild kopieren, um es anderswo einzufügen.</translation>
    </message>
    <message>
        <source>Take this suggestion away; it does not come back for this shot.</source>
        <translation>Diesen Vorschlag entfernen; er kommt für diese Einstellung nicht wieder.</translation>
    </message>
    <message>
        <source>Take {name}</source>
        <translation>{name} holen</translation>
    </message>
    <message>
        <source>Take {stem} off the list</source>
        <translation>{stem} aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Taking colors from {name}...</source>
        <translation>Farben werden aus {name} übernommen...</translation>
    </message>
    <message>
        <source>Tan</source>
        <translation>Gebräunt</translation>
    </message>
    <message>
        <source>Tan leather</source>
        <translation>Hellbraunes Leder</translation>
    </message>
    <message>
        <source>Taxi yellow</source>
        <translation>Taxigelb</translation>
    </message>
    <message>
        <source>Teal sky</source>
        <translation>Petrolblauer Himmel</translation>
    </message>
    <message>
        <source>Tell the project where its film is now.</source>
        <translation>Dem Projekt zeigen, wo sein Film jetzt liegt.</translation>
    </message>
    <message>
        <source>Tell where the processed clip is now.</source>
        <translation>Zeigen, wo der bearbeitete Clip jetzt liegt.</translation>
    </message>
    <message>
        <source>Ten frames back.</source>
        <translation>Zehn Bilder zurück.</translation>
    </message>
    <message>
        <source>Ten frames on.</source>
        <translation>Zehn Bilder vor.</translation>
    </message>
    <message>
        <source>That color is not in the cast any more.</source>
        <translation>Diese Farbe ist nicht mehr in der Besetzung.</translation>
    </message>
    <message>
        <source>The cast cannot be checked</source>
        <translation>Die Besetzung kann nicht geprüft werden</translation>
    </message>
    <message>
        <source>The cast has a color named {0} already; choose another name.</source>
        <translation>Die Besetzung hat schon eine Farbe namens {0}; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The cast has {0} colors already, as many as a project holds.</source>
        <translation>Die Besetzung hat schon {0} Farben, mehr fasst ein Projekt nicht.</translation>
    </message>
    <message>
        <source>The checkpoint {0} cannot be written: {1}.</source>
        <translation>Der Zwischenstand {0} kann nicht geschrieben werden: {1}.</translation>
    </message>
    <message>
        <source>The checkpoint {0} is damaged: {1}.</source>
        <translation>Der Zwischenstand {0} ist beschädigt: {1}.</translation>
    </message>
    <message>
        <source>The checkpoint {0} was written by another version of Tintloom (format {1}, this one reads {2}).</source>
        <translation>Der Zwischenstand {0} stammt von einer anderen Version von Tintloom (Format {1}, diese liest {2}).</translation>
    </message>
    <message>
        <source>The clip is interlaced: H.265 keeps its fields woven in whole frames; ProRes and H.264 code fields.</source>
        <translation>Der Clip ist interlaced: H.265 lässt die Halbbilder in Vollbildern verwoben; ProRes und H.264 kodieren Halbbilder.</translation>
    </message>
    <message>
        <source>The clip&apos;s sound breaks off: {0}.</source>
        <translation>Der Ton des Clips bricht ab: {0}.</translation>
    </message>
    <message>
        <source>The clip&apos;s transparency is not written.</source>
        <translation>Die Transparenz des Clips wird nicht geschrieben.</translation>
    </message>
    <message>
        <source>The clipboard holds no picture.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>The color as #rrggbb, the way the web writes it.</source>
        <translation>Die Farbe als #rrggbb, wie im Web üblich.</translation>
    </message>
    <message>
        <source>The color differs by ΔE {unexplained:.0f} from what these places have: the method took it from elsewhere.{sure}</source>
        <translation>Die Farbe weicht um ΔE {unexplained:.0f} von der dieser Stellen ab: Das Verfahren hat sie von anderswo.{sure}</translation>
    </message>
    <message>
        <source>The color in hand and the other one; click to swap them, double click to choose.  [X]</source>
        <translation>Die aktuelle und die andere Farbe; Klick tauscht sie, Doppelklick wählt aus.  [X]</translation>
    </message>
    <message>
        <source>The color matrix {0} is read as its nearest common one.</source>
        <translation>Die Farbmatrix {0} wird als die nächstliegende gebräuchliche gelesen.</translation>
    </message>
    <message>
        <source>The color of the frames listed under &apos;colored&apos; is an invention: it was spread by software from the keyframes named here and is not part of the original recording.</source>
        <translation>Die Farbe der unter „colored“ aufgeführten Bilder ist eine Erfindung: Software hat sie aus den hier genannten Schlüsselbildern ausgebreitet; sie ist nicht Teil der ursprünglichen Aufnahme.</translation>
    </message>
    <message>
        <source>The colors go along with what moves; light and shade are the other frame&apos;s own.</source>
        <translation>Die Farben gehen mit der Bewegung mit; Licht und Schatten sind die des anderen Bildes.</translation>
    </message>
    <message>
        <source>The colors stay where they are; light and shade are the other frame&apos;s own.</source>
        <translation>Die Farben bleiben, wo sie sind; Licht und Schatten sind die des anderen Bildes.</translation>
    </message>
    <message>
        <source>The command line was copied.</source>
        <translation>Die Befehlszeile wurde kopiert.</translation>
    </message>
    <message>
        <source>The cut can be moved between frames {0} and {1}.</source>
        <translation>Der Schnitt lässt sich zwischen den Bildern {0} und {1} verschieben.</translation>
    </message>
    <message>
        <source>The download of {0} ended after {1} of {2} bytes; try again.</source>
        <translation>Der Download von {0} endete nach {1} von {2} Bytes; bitte erneut versuchen.</translation>
    </message>
    <message>
        <source>The download of {0} was interrupted: {1}.</source>
        <translation>Der Download von {0} wurde unterbrochen: {1}.</translation>
    </message>
    <message>
        <source>The export failed</source>
        <translation>Der Export ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>The file does not tell its frame rate; 25 frames a second are assumed.</source>
        <translation>Die Datei nennt keine Bildrate; angenommen werden 25 Bilder pro Sekunde.</translation>
    </message>
    <message>
        <source>The file ends early: {0} missing; what is there is shown.</source>
        <translation>Die Datei endet vorzeitig (fehlend: {0}); gezeigt wird, was vorhanden ist.</translation>
    </message>
    <message>
        <source>The file holds {0} picture tracks; the first is used.</source>
        <translation>Die Datei enthält {0} Bildspuren; die erste wird verwendet.</translation>
    </message>
    <message>
        <source>The file is damaged and read no further: {0}.</source>
        <translation>Die Datei ist beschädigt und wird nicht weiter gelesen: {0}.</translation>
    </message>
    <message>
        <source>The file {0} does not hold the weights of VGG-19.</source>
        <translation>Die Datei {0} enthält nicht die Gewichte von VGG-19.</translation>
    </message>
    <message>
        <source>The file {0} does not hold the weights of a network.</source>
        <translation>Die Datei {0} enthält nicht die Gewichte eines Netzes.</translation>
    </message>
    <message>
        <source>The file {0} does not hold weights alone and is not read.</source>
        <translation>Die Datei {0} enthält nicht nur Gewichte und wird nicht gelesen.</translation>
    </message>
    <message>
        <source>The file {0} is not a checkpoint of Tintloom.</source>
        <translation>Die Datei {0} ist kein Zwischenstand von Tintloom.</translation>
    </message>
    <message>
        <source>The film asks to be turned by an odd angle; the nearest right angle is used.</source>
        <translation>Der Film soll um einen krummen Winkel gedreht werden; verwendet wird der nächste rechte Winkel.</translation>
    </message>
    <message>
        <source>The film cannot be deinterlaced; open it without.</source>
        <translation>Der Film kann nicht deinterlaced werden; ohne Deinterlacing öffnen.</translation>
    </message>
    <message>
        <source>The film has no frame of this number; type the one it belongs to.</source>
        <translation>Der Film hat kein Bild dieser Nummer; die zugehörige eingeben.</translation>
    </message>
    <message>
        <source>The film has no frame {frame}, which {name} is for.</source>
        <translation>Der Film hat kein Bild {frame}, für das {name} bestimmt ist.</translation>
    </message>
    <message>
        <source>The film has transparency, which is ignored.</source>
        <translation>Der Film hat Transparenz; sie wird ignoriert.</translation>
    </message>
    <message>
        <source>The film is high dynamic range; its samples are used as they are, without tone mapping.</source>
        <translation>Der Film ist HDR (hoher Dynamikumfang); seine Werte werden ohne Tone-Mapping verwendet, wie sie sind.</translation>
    </message>
    <message>
        <source>The film is interlaced: each frame is shown deinterlaced.</source>
        <translation>Der Film ist interlaced: Jedes Bild wird deinterlaced gezeigt.</translation>
    </message>
    <message>
        <source>The film is interlaced: moving edges show combing unless it is opened deinterlaced.</source>
        <translation>Der Film ist interlaced: Bewegte Kanten zeigen Kammeffekte, wenn er nicht deinterlaced geöffnet wird.</translation>
    </message>
    <message>
        <source>The film is up to {0} nits bright, and {1} on average in its brightest frame (MaxCLL, MaxFALL). Players find that in the picture stream; the file&apos;s own header does not repeat it.</source>
        <translation>Der Film wird bis zu {0} Nits hell, und {1} im Mittel in seinem hellsten Bild (MaxCLL, MaxFALL). Abspielgeräte finden das im Bildstrom; der Kopf der Datei wiederholt es nicht.</translation>
    </message>
    <message>
        <source>The film of this project is not open.</source>
        <translation>Der Film dieses Projekts ist nicht geöffnet.</translation>
    </message>
    <message>
        <source>The film of this project is not where it was.</source>
        <translation>Der Film dieses Projekts liegt nicht mehr, wo er war.</translation>
    </message>
    <message>
        <source>The first frame of the shot after.</source>
        <translation>Das erste Bild der folgenden Einstellung.</translation>
    </message>
    <message>
        <source>The first frame of the shot before.</source>
        <translation>Das erste Bild der vorigen Einstellung.</translation>
    </message>
    <message>
        <source>The first frame of this shot.</source>
        <translation>Das erste Bild dieser Einstellung.</translation>
    </message>
    <message>
        <source>The first half of the steps is done at half size, which is faster.</source>
        <translation>Die erste Hälfte der Schritte läuft in halber Größe, das ist schneller.</translation>
    </message>
    <message>
        <source>The folder holds {0}; the longest sequence, {1}, is used.</source>
        <translation>Der Ordner enthält {0}; die längste Folge, {1}, wird verwendet.</translation>
    </message>
    <message>
        <source>The folder that is written to.</source>
        <translation>Der Ordner, in den geschrieben wird.</translation>
    </message>
    <message>
        <source>The folder with what Tintloom noted while it worked.</source>
        <translation>Der Ordner mit dem, was Tintloom bei der Arbeit notiert hat.</translation>
    </message>
    <message>
        <source>The folder {0} holds a run with other settings; choose another folder.</source>
        <translation>Der Ordner {0} enthält einen Lauf mit anderen Vorgaben; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The folder {0} holds no HDR maps to train on.</source>
        <translation>Der Ordner {0} enthält keine HDR-Karten, an denen trainiert werden kann.</translation>
    </message>
    <message>
        <source>The folder {0} holds no pictures.</source>
        <translation>Der Ordner {0} enthält keine Bilder.</translation>
    </message>
    <message>
        <source>The folder {0} holds none of the HDR maps to measure on ({1}).</source>
        <translation>Der Ordner {0} enthält keine der HDR-Karten, an denen gemessen wird ({1}).</translation>
    </message>
    <message>
        <source>The folder {0} is missing, so {1} cannot be written.</source>
        <translation>Der Ordner {0} fehlt, daher kann {1} nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The frame cannot be looked through</source>
        <translation>Das Bild kann nicht durchgesehen werden</translation>
    </message>
    <message>
        <source>The frame of the film it would go to</source>
        <translation>Das Filmbild, zu dem es käme</translation>
    </message>
    <message>
        <source>The frame rate varies: every frame keeps its own time.</source>
        <translation>Die Bildrate ist variabel: Jedes Bild behält seine eigene Zeit.</translation>
    </message>
    <message>
        <source>The frame rate varies: the pictures&apos; times are written to {0}.</source>
        <translation>Die Bildrate ist variabel: Die Zeiten der Bilder werden in {0} geschrieben.</translation>
    </message>
    <message>
        <source>The frame that flickers most between the keyframes before and after this frame.</source>
        <translation>Das am stärksten flimmernde Bild zwischen den Schlüsselbildern vor und nach diesem Bild.</translation>
    </message>
    <message>
        <source>The frame this picture becomes the keyframe of.</source>
        <translation>Das Filmbild, dessen Schlüsselbild diese Bilddatei wird.</translation>
    </message>
    <message>
        <source>The frames ({0}) and the {1} ({2}) do not have the same size and length.</source>
        <translation>Die Bilder ({0}) und {1} ({2}) haben nicht dieselbe Größe und Länge.</translation>
    </message>
    <message>
        <source>The frames are written upright, so the file needs no rotation tag.</source>
        <translation>Die Bilder werden aufrecht geschrieben, die Datei braucht also keine Rotationsangabe.</translation>
    </message>
    <message>
        <source>The key that selects it while a tool for masks is in hand.</source>
        <translation>Die Taste, die es auswählt, solange ein Maskenwerkzeug aktiv ist.</translation>
    </message>
    <message>
        <source>The keyframe after this frame.</source>
        <translation>Das Schlüsselbild nach diesem Bild.</translation>
    </message>
    <message>
        <source>The keyframe before this frame.</source>
        <translation>Das Schlüsselbild vor diesem Bild.</translation>
    </message>
    <message>
        <source>The keyframe is on frame {0} already; choose another one.</source>
        <translation>Das Schlüsselbild liegt schon auf Bild {0}; ein anderes wählen.</translation>
    </message>
    <message>
        <source>The keyframe of frame {0} has no such version.</source>
        <translation>Das Schlüsselbild von Bild {0} hat keine solche Fassung.</translation>
    </message>
    <message>
        <source>The keyframe of frame {0} is what its scribbles made already.</source>
        <translation>Das Schlüsselbild von Bild {0} ist schon, was seine Kritzeleien ergaben.</translation>
    </message>
    <message>
        <source>The keyframe of frame {0} was not made of scribbles.</source>
        <translation>Das Schlüsselbild von Bild {0} entstand nicht aus Kritzeleien.</translation>
    </message>
    <message>
        <source>The keyframe of frame {frame} was copied; paste it on another frame.</source>
        <translation>Das Schlüsselbild von Bild {frame} wurde kopiert; in ein anderes Bild einfügen.</translation>
    </message>
    <message>
        <source>The keyframe there stays as a version.</source>
        <translation>Das Schlüsselbild dort bleibt als Fassung erhalten.</translation>
    </message>
    <message>
        <source>The kind of file the film is put into.</source>
        <translation>Die Art der Datei, in die der Film geschrieben wird.</translation>
    </message>
    <message>
        <source>The last frame of this shot.</source>
        <translation>Das letzte Bild dieser Einstellung.</translation>
    </message>
    <message>
        <source>The last frame: {count}, counted from 0.</source>
        <translation>Das letzte Bild: {count}, gezählt ab 0.</translation>
    </message>
    <message>
        <source>The last {HISTORY} colors you paint with gather here.</source>
        <translation>Die letzten {HISTORY} Farben, mit denen Sie malen, sammeln sich hier.</translation>
    </message>
    <message>
        <source>The light of frame {frame} was changed as well; its colors are used, and the film keeps its own light and shade.</source>
        <translation>Auch die Helligkeit von Bild {frame} wurde geändert; verwendet werden die Farben, der Film behält seine eigenen Lichter und Schatten.</translation>
    </message>
    <message>
        <source>The light of this shot&apos;s HDR keyframes lies so far above the film&apos;s; the view makes up for it.</source>
        <translation>Um so viel liegt das Licht der HDR-Schlüsselbilder dieser Einstellung über dem des Films; die Ansicht gleicht es aus.</translation>
    </message>
    <message>
        <source>The looks could not be found</source>
        <translation>Die Looks ließen sich nicht finden</translation>
    </message>
    <message>
        <source>The machine ran out of memory.</source>
        <translation>Der Arbeitsspeicher reichte nicht aus.</translation>
    </message>
    <message>
        <source>The machine ran out of memory; choose a smaller working size and try again.</source>
        <translation>Der Arbeitsspeicher reichte nicht aus; eine kleinere Arbeitsgröße wählen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The main frame {0} is not in frames {1} to {2}.</source>
        <translation>Das Hauptbild {0} liegt nicht in den Bildern {1} bis {2}.</translation>
    </message>
    <message>
        <source>The mask cannot be kept</source>
        <translation>Die Maske kann nicht behalten werden</translation>
    </message>
    <message>
        <source>The mask of frame {0} has an object {1}, the truth only {2}.</source>
        <translation>Die Maske von Bild {0} hat ein Objekt {1}, die wahre nur {2}.</translation>
    </message>
    <message>
        <source>The mask {0} is {1}x{2} and does not fit frames of {3}x{4}.</source>
        <translation>Die Maske {0} ist {1}x{2} und passt nicht zu Bildern mit {3}x{4}.</translation>
    </message>
    <message>
        <source>The masks cannot be imported</source>
        <translation>Die Masken können nicht importiert werden</translation>
    </message>
    <message>
        <source>The masks could not be looked through</source>
        <translation>Die Masken ließen sich nicht durchsehen</translation>
    </message>
    <message>
        <source>The masks of frame {0} are {1} and, the true ones, {2}.</source>
        <translation>Die Masken von Bild {0} sind {1}, die wahren dagegen {2}.</translation>
    </message>
    <message>
        <source>The memory of {0} does not suffice even at {1} lines; choose the CPU or a smaller working height.</source>
        <translation>Der Speicher von {0} reicht selbst bei {1} Zeilen nicht aus; die CPU oder eine kleinere Arbeitshöhe wählen.</translation>
    </message>
    <message>
        <source>The next frame that flickers more than is usual.</source>
        <translation>Das nächste Bild, das stärker flimmert als üblich.</translation>
    </message>
    <message>
        <source>The note has {0} characters; a project keeps {1} of one.</source>
        <translation>Die Notiz hat {0} Zeichen; ein Projekt behält höchstens {1}.</translation>
    </message>
    <message>
        <source>The object cannot be found</source>
        <translation>Das Objekt kann nicht gefunden werden</translation>
    </message>
    <message>
        <source>The objects; a tick shows one over the picture.</source>
        <translation>Die Objekte; ein Häkchen zeigt eines über dem Bild.</translation>
    </message>
    <message>
        <source>The only keyframe of this shot.</source>
        <translation>Das einzige Schlüsselbild dieser Einstellung.</translation>
    </message>
    <message>
        <source>The other run has no picture of this frame</source>
        <translation>Der andere Lauf hat von diesem Bild kein Ergebnis</translation>
    </message>
    <message>
        <source>The palette {0} cannot be read: {1}.</source>
        <translation>Die Palette {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The palette {0} cannot be read: {1}: {2}.</source>
        <translation>Die Palette {0} kann nicht gelesen werden: {1}: {2}.</translation>
    </message>
    <message>
        <source>The palette {0} cannot be removed: {1}.</source>
        <translation>Die Palette {0} kann nicht entfernt werden: {1}.</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>Das Bild</translation>
    </message>
    <message>
        <source>The picture cannot be encoded.</source>
        <translation>Das Bild kann nicht kodiert werden.</translation>
    </message>
    <message>
        <source>The picture cannot be encoded: {0}.</source>
        <translation>Das Bild kann nicht kodiert werden: {0}.</translation>
    </message>
    <message>
        <source>The picture of frame {0} that {1} begins with is missing.</source>
        <translation>Von Bild {0} fehlt die Bilddatei, mit der {1} beginnt.</translation>
    </message>
    <message>
        <source>The picture of the clipboard cannot be stored.</source>
        <translation>Das Bild der Zwischenablage lässt sich nicht speichern.</translation>
    </message>
    <message>
        <source>The picture that is scribbled on is {0}x{1} pixels and its frame {2}x{3}.</source>
        <translation>Das Bild, auf dem gekritzelt wird, hat {0}x{1} Pixel, sein Filmbild {2}x{3}.</translation>
    </message>
    <message>
        <source>The picture to paint on is {0}×{1} and has another shape than the film, {2}×{3}.</source>
        <translation>Das zu bemalende Bild ist {0}×{1} und hat ein anderes Seitenverhältnis als der Film, {2}×{3}.</translation>
    </message>
    <message>
        <source>The picture was written to {path}; open it from there, or choose another program.</source>
        <translation>Das Bild wurde nach {path} geschrieben; von dort öffnen oder ein anderes Programm wählen.</translation>
    </message>
    <message>
        <source>The picture {0} cannot be encoded.</source>
        <translation>Das Bild {0} kann nicht kodiert werden.</translation>
    </message>
    <message>
        <source>The picture {0} cannot be read: {1}.</source>
        <translation>Das Bild {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The picture {0} is damaged: its content is not what was stored.</source>
        <translation>Das Bild {0} ist beschädigt: Sein Inhalt ist nicht, was gespeichert wurde.</translation>
    </message>
    <message>
        <source>The picture {0} is too large ({1} MiB).</source>
        <translation>Das Bild {0} ist zu groß ({1} MiB).</translation>
    </message>
    <message>
        <source>The picture {0}… is missing from the project ({1}).</source>
        <translation>Das Bild {0}… fehlt im Projekt ({1}).</translation>
    </message>
    <message>
        <source>The picture {0}… leads out of the project and is not opened.</source>
        <translation>Das Bild {0}… führt aus dem Projekt hinaus und wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>The picture {0}… of the project is too large to be one.</source>
        <translation>Das Bild {0}… des Projekts ist zu groß, um eines zu sein.</translation>
    </message>
    <message>
        <source>The pictures end after {0} s, though the file states {1} s.</source>
        <translation>Die Bilder enden nach {0} s, obwohl die Datei {1} s angibt.</translation>
    </message>
    <message>
        <source>The pictures have transparency, which is ignored.</source>
        <translation>Die Bilder haben Transparenz; sie wird ignoriert.</translation>
    </message>
    <message>
        <source>The pictures that {0} begins with are gone: their run was deleted.</source>
        <translation>Die Bilder, mit denen {0} beginnt, sind weg: Ihr Lauf wurde gelöscht.</translation>
    </message>
    <message>
        <source>The pixel under the pointer: place, of which picture, RGB, Lab, how far from the keyframe (CIEDE2000).</source>
        <translation>Das Pixel unter dem Zeiger: Ort, aus welchem Bild, RGB, Lab, Abstand zum Schlüsselbild (CIEDE2000).</translation>
    </message>
    <message>
        <source>The present picture.</source>
        <translation>Das jetzige Bild.</translation>
    </message>
    <message>
        <source>The processed clip ({0}x{1}) has another shape than the clip ({2}x{3}).</source>
        <translation>Der bearbeitete Clip ({0}x{1}) hat ein anderes Seitenverhältnis als der Clip ({2}x{3}).</translation>
    </message>
    <message>
        <source>The processed clip has look {letter} here</source>
        <translation>Der bearbeitete Clip hat hier Look {letter}</translation>
    </message>
    <message>
        <source>The processed clip has {0} frames, but frame {1} of the clip is to be made; it must have a frame for every frame of the clip.</source>
        <translation>Der bearbeitete Clip hat {0} Bilder, verlangt ist aber Bild {1} des Clips; er muss für jedes Bild des Clips eines haben.</translation>
    </message>
    <message>
        <source>The program ended while this run was working; it can be resumed.</source>
        <translation>Das Programm endete, während dieser Lauf rechnete; er lässt sich fortsetzen.</translation>
    </message>
    <message>
        <source>The program has no weights {0}; train them with tintloom train stpn.</source>
        <translation>Das Programm hat keine Gewichte {0}; trainieren Sie sie mit tintloom train stpn.</translation>
    </message>
    <message>
        <source>The project cannot be copied to {0}: {1}.</source>
        <translation>Das Projekt kann nicht nach {0} kopiert werden: {1}.</translation>
    </message>
    <message>
        <source>The project cannot be made</source>
        <translation>Das Projekt kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>The project cannot be saved</source>
        <translation>Das Projekt kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>The project cannot be saved there</source>
        <translation>Das Projekt kann dort nicht gespeichert werden</translation>
    </message>
    <message>
        <source>The project has no film yet.</source>
        <translation>Das Projekt hat noch keinen Film.</translation>
    </message>
    <message>
        <source>The project has no processed clip yet; attach one first.</source>
        <translation>Das Projekt hat noch keinen bearbeiteten Clip; erst einen zuordnen.</translation>
    </message>
    <message>
        <source>The project {0} cannot be changed: {1}.</source>
        <translation>Das Projekt {0} kann nicht geändert werden: {1}.</translation>
    </message>
    <message>
        <source>The project {0} cannot be made: {1}.</source>
        <translation>Das Projekt {0} kann nicht angelegt werden: {1}.</translation>
    </message>
    <message>
        <source>The project {0} cannot be read: {1}.</source>
        <translation>Das Projekt {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The project {0} has no film yet.</source>
        <translation>Das Projekt {0} hat noch keinen Film.</translation>
    </message>
    <message>
        <source>The project {0} is already open{1}.</source>
        <translation>Das Projekt {0} ist schon geöffnet{1}.</translation>
    </message>
    <message>
        <source>The project {0} is not open for writing.</source>
        <translation>Das Projekt {0} ist nicht zum Schreiben geöffnet.</translation>
    </message>
    <message>
        <source>The project {path} cannot be saved: {name}: {failure}.</source>
        <translation>Das Projekt {path} kann nicht gespeichert werden: {name}: {failure}.</translation>
    </message>
    <message>
        <source>The project {path} does not answer; the last edits are not saved yet.</source>
        <translation>Das Projekt {path} antwortet nicht; die letzten Bearbeitungen sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The proxy of {0} cannot be written to {1}: {2}.</source>
        <translation>Der Proxy von {0} kann nicht nach {1} geschrieben werden: {2}.</translation>
    </message>
    <message>
        <source>The proxy of {0} has {1} frames instead of {2}.</source>
        <translation>Der Proxy von {0} hat {1} Bilder statt {2}.</translation>
    </message>
    <message>
        <source>The range begins at this frame.</source>
        <translation>Der Bereich beginnt mit diesem Bild.</translation>
    </message>
    <message>
        <source>The range between in and out lies outside this shot.</source>
        <translation>Der Bereich zwischen In und Out liegt außerhalb dieser Einstellung.</translation>
    </message>
    <message>
        <source>The range ends with this frame.</source>
        <translation>Der Bereich endet mit diesem Bild.</translation>
    </message>
    <message>
        <source>The range is the whole shot again.</source>
        <translation>Der Bereich ist wieder die ganze Einstellung.</translation>
    </message>
    <message>
        <source>The range of the samples could not be written; players will show more contrast.</source>
        <translation>Der Wertebereich ließ sich nicht schreiben; Player zeigen mehr Kontrast.</translation>
    </message>
    <message>
        <source>The result of frame {0} is {1}x{2} pixels, but the clip is {3}x{4}.</source>
        <translation>Das Ergebnis von Bild {0} hat {1}x{2} Pixel, der Clip aber {3}x{4}.</translation>
    </message>
    <message>
        <source>The result of frame {frame}</source>
        <translation>Das Ergebnis von Bild {frame}</translation>
    </message>
    <message>
        <source>The run cannot be resumed</source>
        <translation>Der Lauf kann nicht fortgesetzt werden</translation>
    </message>
    <message>
        <source>The run failed: {failure}</source>
        <translation>Der Lauf ist fehlgeschlagen: {failure}</translation>
    </message>
    <message>
        <source>The run goes first: keyframes are suggested when it has ended.</source>
        <translation>Der Lauf geht vor: Schlüsselbilder werden vorgeschlagen, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>The run to start from has no weights any more; choose another one or start anew.</source>
        <translation>Der Lauf, mit dem begonnen werden soll, hat keine Gewichte mehr; einen anderen wählen oder neu beginnen.</translation>
    </message>
    <message>
        <source>The run {0} cannot be brought back: {1}.</source>
        <translation>Der Lauf {0} kann nicht wiederhergestellt werden: {1}.</translation>
    </message>
    <message>
        <source>The run {0} cannot be deleted: {1}.</source>
        <translation>Der Lauf {0} kann nicht gelöscht werden: {1}.</translation>
    </message>
    <message>
        <source>The run {0} cannot be made: {1}.</source>
        <translation>Der Lauf {0} kann nicht angelegt werden: {1}.</translation>
    </message>
    <message>
        <source>The run {0} cannot be read: it calls itself {1}.</source>
        <translation>Der Lauf {0} kann nicht gelesen werden: Er nennt sich {1}.</translation>
    </message>
    <message>
        <source>The run {0} cannot be read: its run.json is too large.</source>
        <translation>Der Lauf {0} kann nicht gelesen werden: Seine run.json ist zu groß.</translation>
    </message>
    <message>
        <source>The run {0} cannot be read: run.json: {1}.</source>
        <translation>Der Lauf {0} kann nicht gelesen werden: run.json: {1}.</translation>
    </message>
    <message>
        <source>The run {0} cannot be read: {1}.</source>
        <translation>Der Lauf {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The run {0} is still working; stop it first.</source>
        <translation>Der Lauf {0} rechnet noch; erst stoppen.</translation>
    </message>
    <message>
        <source>The run {0} lost what it had worked out; start it again.</source>
        <translation>Der Lauf {0} hat verloren, was er errechnet hatte; neu starten.</translation>
    </message>
    <message>
        <source>The same seed gives the same picture again.</source>
        <translation>Derselbe Startwert (Seed) ergibt wieder dasselbe Bild.</translation>
    </message>
    <message>
        <source>The sample project cannot be made</source>
        <translation>Das Beispielprojekt kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>The scribbles of frame {frame} are part of its picture now; undo makes them changeable again.</source>
        <translation>Die Kritzeleien von Bild {frame} gehören jetzt zum Bild; Rückgängig macht sie wieder änderbar.</translation>
    </message>
    <message>
        <source>The scribbles of this frame cannot be changed any more; its picture is whole</source>
        <translation>Die Kritzeleien dieses Bildes lassen sich nicht mehr ändern; sein Bild ist heil</translation>
    </message>
    <message>
        <source>The shape of the pixels could not be written; the file is shown unstretched.</source>
        <translation>Das Pixelseitenverhältnis ließ sich nicht schreiben; die Datei wird unentzerrt gezeigt.</translation>
    </message>
    <message>
        <source>The shot is being read...</source>
        <translation>Die Einstellung wird gelesen...</translation>
    </message>
    <message>
        <source>The shot shows this run&apos;s frames (it can be undone).</source>
        <translation>Die Einstellung zeigt die Bilder dieses Laufs (lässt sich rückgängig machen).</translation>
    </message>
    <message>
        <source>The shots could not be found</source>
        <translation>Die Einstellungen ließen sich nicht finden</translation>
    </message>
    <message>
        <source>The sound cannot be played: {0}.</source>
        <translation>Der Ton kann nicht abgespielt werden: {0}.</translation>
    </message>
    <message>
        <source>The sound device stopped; the film plays silently.</source>
        <translation>Das Tongerät ist ausgefallen; der Film läuft ohne Ton.</translation>
    </message>
    <message>
        <source>The sound is coded in a way this program cannot decode; export copies it as it is.</source>
        <translation>Der Ton ist so kodiert, dass dieses Programm ihn nicht dekodieren kann; der Export kopiert ihn, wie er ist.</translation>
    </message>
    <message>
        <source>The sound is damaged and may not play; export copies it as it is.</source>
        <translation>Der Ton ist beschädigt und spielt vielleicht nicht; der Export kopiert ihn, wie er ist.</translation>
    </message>
    <message>
        <source>The sound of {0} cannot be read: {1}.</source>
        <translation>Der Ton von {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The strokes of a keyframe are too many to be an artist&apos;s.</source>
        <translation>Die Striche eines Schlüsselbilds sind zu viele, um von einem Menschen zu stammen.</translation>
    </message>
    <message>
        <source>The strokes of a keyframe cannot be read: they were written by another program.</source>
        <translation>Die Striche eines Schlüsselbilds sind nicht lesbar: Ein anderes Programm hat sie geschrieben.</translation>
    </message>
    <message>
        <source>The training ran away; choose a smaller learning rate and try again.</source>
        <translation>Das Training ist aus dem Ruder gelaufen; eine kleinere Lernrate wählen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The weights to begin with are of no network that this one could learn from.</source>
        <translation>Die Gewichte für den Anfang gehören zu keinem Netz, von dem dieses lernen könnte.</translation>
    </message>
    <message>
        <source>The weights {0} are damaged: {1}.</source>
        <translation>Die Gewichte {0} sind beschädigt: {1}.</translation>
    </message>
    <message>
        <source>The weights {0} are not those of masks.</source>
        <translation>Die Gewichte {0} sind nicht die von Masken.</translation>
    </message>
    <message>
        <source>The weights {0} are of no network that this program has.</source>
        <translation>Die Gewichte {0} gehören zu keinem Netz dieses Programms.</translation>
    </message>
    <message>
        <source>The weights {0} cannot be written to {1}: {2}.</source>
        <translation>Die Gewichte {0} können nicht nach {1} geschrieben werden: {2}.</translation>
    </message>
    <message>
        <source>The weights {0} do not fit the network.</source>
        <translation>Die Gewichte {0} passen nicht zum Netz.</translation>
    </message>
    <message>
        <source>The weights {0} were not downloaded, because nobody agreed to it.</source>
        <translation>Die Gewichte {0} wurden nicht heruntergeladen, weil niemand zugestimmt hat.</translation>
    </message>
    <message>
        <source>The window closes when the run is finished.</source>
        <translation>Das Fenster schließt sich, wenn der Lauf fertig ist.</translation>
    </message>
    <message>
        <source>The work stopped unexpectedly (code {0}); what was finished is kept.</source>
        <translation>Die Arbeit brach unerwartet ab (Code {0}); das Fertige bleibt erhalten.</translation>
    </message>
    <message>
        <source>The work was ended from outside, most likely because the machine ran out of memory; what was finished is kept.</source>
        <translation>Die Arbeit wurde von außen beendet, höchstwahrscheinlich weil der Arbeitsspeicher nicht ausreichte; das Fertige bleibt erhalten.</translation>
    </message>
    <message>
        <source>The worst second: frames {first} to {stop}, worst {frame}. Ctrl+L or Esc goes back.</source>
        <translation>Die schlechteste Sekunde: Bilder {first} bis {stop}, am schlechtesten {frame}. Strg+L oder Esc führt zurück.</translation>
    </message>
    <message>
        <source>There are no objects yet: make a mask first</source>
        <translation>Noch keine Objekte: erst eine Maske anlegen</translation>
    </message>
    <message>
        <source>There are no weights at {0}.</source>
        <translation>Unter {0} gibt es keine Gewichte.</translation>
    </message>
    <message>
        <source>There are no weights {0} to download; there is {1}.</source>
        <translation>Es gibt keine Gewichte {0} zum Herunterladen; verfügbar: {1}.</translation>
    </message>
    <message>
        <source>There are no weights {0} whose masks could be refined; train those of masks first.</source>
        <translation>Es gibt keine Gewichte {0}, deren Masken verfeinert werden könnten; trainieren Sie zuerst die von Masken.</translation>
    </message>
    <message>
        <source>There are too few films and pictures to hold some out for judging; add more.</source>
        <translation>Es sind zu wenige Filme und Bilder, um einige zum Beurteilen zurückzuhalten; mehr hinzufügen.</translation>
    </message>
    <message>
        <source>There are too few films to hold some out for judging; add more.</source>
        <translation>Es sind zu wenige Filme, um einige zum Beurteilen zurückzuhalten; nehmen Sie mehr.</translation>
    </message>
    <message>
        <source>There are too few maps to hold one out for judging; add more.</source>
        <translation>Es sind zu wenige Panoramen, um eines zum Beurteilen zurückzuhalten; nehmen Sie mehr.</translation>
    </message>
    <message>
        <source>There are {0} objects already, as many as a mask can tell apart.</source>
        <translation>Es gibt schon {0} Objekte, mehr kann eine Maske nicht unterscheiden.</translation>
    </message>
    <message>
        <source>There is no checkpoint at {0}.</source>
        <translation>Unter {0} gibt es keinen Zwischenstand.</translation>
    </message>
    <message>
        <source>There is no clip to cut into shots.</source>
        <translation>Es gibt keinen Clip, der sich in Einstellungen teilen ließe.</translation>
    </message>
    <message>
        <source>There is no cut at frame {0}.</source>
        <translation>Bei Bild {0} gibt es keinen Schnitt.</translation>
    </message>
    <message>
        <source>There is no device {0} on this machine; choose one of {1}.</source>
        <translation>Ein Gerät {0} gibt es auf diesem Rechner nicht; eines von {1} wählen.</translation>
    </message>
    <message>
        <source>There is no device {0}; choose auto, cpu, cuda or mps.</source>
        <translation>Ein Gerät {0} gibt es nicht; auto, cpu, cuda oder mps wählen.</translation>
    </message>
    <message>
        <source>There is no earlier picture yet: one that is replaced is kept here.</source>
        <translation>Noch kein früheres Bild: Wird eines ersetzt, bleibt es hier erhalten.</translation>
    </message>
    <message>
        <source>There is no film and no picture in {0}.</source>
        <translation>In {0} gibt es weder Film noch Bild.</translation>
    </message>
    <message>
        <source>There is no film yet that a processed clip could belong to.</source>
        <translation>Es gibt noch keinen Film, zu dem ein bearbeiteter Clip gehören könnte.</translation>
    </message>
    <message>
        <source>There is no film yet.</source>
        <translation>Es gibt noch keinen Film.</translation>
    </message>
    <message>
        <source>There is no folder {0}.</source>
        <translation>Einen Ordner {0} gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no frame between these keyframes.</source>
        <translation>Zwischen diesen Schlüsselbildern liegt kein Bild.</translation>
    </message>
    <message>
        <source>There is no frame {0} frame {1} to track to.</source>
        <translation>Es gibt kein Bild {0} Bild {1}, bis zu dem verfolgt werden könnte.</translation>
    </message>
    <message>
        <source>There is no method {0}; choose one of {1}.</source>
        <translation>Ein Verfahren {0} gibt es nicht; eines von {1} wählen.</translation>
    </message>
    <message>
        <source>There is no method {method!r} in this program.</source>
        <translation>Ein Verfahren {method!r} gibt es in diesem Programm nicht.</translation>
    </message>
    <message>
        <source>There is no object yet: make a mask first.</source>
        <translation>Noch gibt es kein Objekt: zuerst eine Maske machen.</translation>
    </message>
    <message>
        <source>There is no object {0} that a color could be tied to.</source>
        <translation>Es gibt kein Objekt {0}, an das eine Farbe gebunden werden könnte.</translation>
    </message>
    <message>
        <source>There is no picture to copy yet.</source>
        <translation>Noch ist kein Bild zum Kopieren da.</translation>
    </message>
    <message>
        <source>There is no processed clip</source>
        <translation>Es gibt keinen bearbeiteten Clip</translation>
    </message>
    <message>
        <source>There is no processed clip to look through.</source>
        <translation>Es gibt keinen bearbeiteten Clip zum Durchsehen.</translation>
    </message>
    <message>
        <source>There is no project {0}.</source>
        <translation>Ein Projekt {0} gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no result here that could be accepted yet.</source>
        <translation>Hier gibt es noch kein Ergebnis, das angenommen werden könnte.</translation>
    </message>
    <message>
        <source>There is no result here that could be rejected.</source>
        <translation>Hier gibt es kein Ergebnis, das verworfen werden könnte.</translation>
    </message>
    <message>
        <source>There is no shot at this frame.</source>
        <translation>Bei diesem Bild gibt es keine Einstellung.</translation>
    </message>
    <message>
        <source>There is no shot behind the last one.</source>
        <translation>Nach der letzten Einstellung kommt keine mehr.</translation>
    </message>
    <message>
        <source>There is no shot {0}.</source>
        <translation>Eine Einstellung {0} gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no small copy for scrubbing: {error}</source>
        <translation>Es gibt keine kleine Kopie zum Scrubben: {error}</translation>
    </message>
    <message>
        <source>There is nothing to train in 0 steps.</source>
        <translation>In 0 Schritten gibt es nichts zu trainieren.</translation>
    </message>
    <message>
        <source>These places explain the color.{sure}</source>
        <translation>Diese Stellen erklären die Farbe.{sure}</translation>
    </message>
    <message>
        <source>This cannot be painted</source>
        <translation>Das kann nicht gemalt werden</translation>
    </message>
    <message>
        <source>This film has no sound that can be played here.</source>
        <translation>Dieser Film hat keinen Ton, der sich hier abspielen lässt.</translation>
    </message>
    <message>
        <source>This frame cannot be decoded</source>
        <translation>Dieses Bild kann nicht dekodiert werden</translation>
    </message>
    <message>
        <source>This frame cannot be painted on</source>
        <translation>Dieses Bild kann nicht bemalt werden</translation>
    </message>
    <message>
        <source>This frame has no result to accept yet.</source>
        <translation>Dieses Bild hat noch kein Ergebnis zum Übernehmen.</translation>
    </message>
    <message>
        <source>This frame has no result to compare with yet</source>
        <translation>Dieses Bild hat noch kein Ergebnis zum Vergleichen</translation>
    </message>
    <message>
        <source>This frame has no result yet</source>
        <translation>Dieses Bild hat noch kein Ergebnis</translation>
    </message>
    <message>
        <source>This frame has no result yet: there is no color to explain.</source>
        <translation>Dieses Bild hat noch kein Ergebnis: Es gibt keine Farbe zu erklären.</translation>
    </message>
    <message>
        <source>This frame has no scribbles that can be changed.</source>
        <translation>Dieses Bild hat keine Kritzeleien, die sich ändern lassen.</translation>
    </message>
    <message>
        <source>This frame has no stroke of color yet: draw one across each thing that has a color of its own.</source>
        <translation>Dieses Bild hat noch keinen Farbstrich: einen über alles ziehen, was eine eigene Farbe hat.</translation>
    </message>
    <message>
        <source>This frame is a keyframe: you colored it.</source>
        <translation>Dieses Bild ist ein Schlüsselbild: Sie haben es koloriert.</translation>
    </message>
    <message>
        <source>This frame is no keyframe</source>
        <translation>Dieses Bild ist kein Schlüsselbild</translation>
    </message>
    <message>
        <source>This frame is not accepted; go to one that is, or set in and out.</source>
        <translation>Dieses Bild ist nicht angenommen; zu einem angenommenen gehen oder In und Out setzen.</translation>
    </message>
    <message>
        <source>This frame shows objects of a mask, not a color.</source>
        <translation>Dieses Bild zeigt Objekte einer Maske, keine Farbe.</translation>
    </message>
    <message>
        <source>This frame shows {name} itself; choose another run to compare it with.</source>
        <translation>Dieses Bild zeigt {name} selbst; zum Vergleichen einen anderen Lauf wählen.</translation>
    </message>
    <message>
        <source>This is not the processed clip</source>
        <translation>Das ist nicht der bearbeitete Clip</translation>
    </message>
    <message>
        <source>This is not the project&apos;s film</source>
        <translation>Das ist nicht der Film des Projekts</translation>
    </message>
    <message>
        <source>This machine has no sound device; the film plays silently.</source>
        <translation>Dieser Rechner hat kein Tongerät; der Film läuft ohne Ton.</translation>
    </message>
    <message>
        <source>This needs a keyframe.</source>
        <translation>Es fehlt ein Schlüsselbild.</translation>
    </message>
    <message>
        <source>This needs a keyframe: import a frame in the style you want (Ctrl+I).</source>
        <translation>Es fehlt ein Schlüsselbild: ein Bild im gewünschten Stil importieren (Strg+I).</translation>
    </message>
    <message>
        <source>This needs a keyframe: import a mask of one frame (Ctrl+I).</source>
        <translation>Es fehlt ein Schlüsselbild: die Maske eines Bildes importieren (Strg+I).</translation>
    </message>
    <message>
        <source>This object is not there any more.</source>
        <translation>Dieses Objekt gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>This place {said} {name} already.</source>
        <translation>Diese Stelle {said} {name}.</translation>
    </message>
    <message>
        <source>This run made the processed clip steady: its color comes from that clip&apos;s own frame.</source>
        <translation>Dieser Lauf hat den bearbeiteten Clip beruhigt: Seine Farbe stammt aus dem Bild dieses Clips.</translation>
    </message>
    <message>
        <source>This run was made without keyframes: there is nothing its color came from.</source>
        <translation>Dieser Lauf entstand ohne Schlüsselbilder: Es gibt nichts, woher seine Farbe stammt.</translation>
    </message>
    <message>
        <source>This shot and the next become one.</source>
        <translation>Diese und die nächste Einstellung werden eine.</translation>
    </message>
    <message>
        <source>This shot has no keyframe yet that frames could lie around.</source>
        <translation>Diese Einstellung hat noch kein Schlüsselbild, um das Bilder liegen könnten.</translation>
    </message>
    <message>
        <source>Three-strip Technicolor</source>
        <translation>Dreistreifen-Technicolor</translation>
    </message>
    <message>
        <source>Tie a color to objects</source>
        <translation>Farbe an Objekte binden</translation>
    </message>
    <message>
        <source>Tied to</source>
        <translation>Gebunden an</translation>
    </message>
    <message>
        <source>Tiff</source>
        <translation>TIFF</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Time Ri&amp;bbon</source>
        <translation>Zei&amp;tband</translation>
    </message>
    <message>
        <source>Time ribbon</source>
        <translation>Zeitband</translation>
    </message>
    <message>
        <source>Timecode</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>Timecode. Type {hint}</source>
        <translation>Timecode. Eingabe: {hint}</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Tintloom</source>
        <translation>Tintloom</translation>
    </message>
    <message>
        <source>Tintloom speaks this language from the next start on.</source>
        <translation>Tintloom spricht diese Sprache ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Tintloom {own}, Python {split}, {platform}</source>
        <translation>Tintloom {own}, Python {split}, {platform}</translation>
    </message>
    <message>
        <source>To before frame</source>
        <translation>Bis vor Bild</translation>
    </message>
    <message>
        <source>To frame</source>
        <translation>Zu Bild</translation>
    </message>
    <message>
        <source>To make a clip steady, its processed version is needed.</source>
        <translation>Um einen Clip zu beruhigen, wird seine bearbeitete Fassung gebraucht.</translation>
    </message>
    <message>
        <source>To measure masks takes three frames at least, and an object in the first of the true ones.</source>
        <translation>Um Masken zu messen, braucht es mindestens drei Bilder und ein Objekt im ersten der wahren.</translation>
    </message>
    <message>
        <source>To the right, smaller changes count as a cut and more shots are found.</source>
        <translation>Weiter rechts zählen schon kleinere Änderungen als Schnitt, und mehr Einstellungen werden gefunden.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>Tone mapping</source>
        <translation>Tone-Mapping</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Touch up frame {frame}</source>
        <translation>Bild {frame} nachbessern</translation>
    </message>
    <message>
        <source>Touched up</source>
        <translation>Nachgebessert</translation>
    </message>
    <message>
        <source>Track Bac&amp;kward</source>
        <translation>Rück&amp;wärts verfolgen</translation>
    </message>
    <message>
        <source>Track For&amp;ward</source>
        <translation>&amp;Vorwärts verfolgen</translation>
    </message>
    <message>
        <source>Track back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Track with</source>
        <translation>Verfolgen mit</translation>
    </message>
    <message>
        <source>Train at half size for the first half of the epochs; no worse. Not while modes are told apart.</source>
        <translation>In der ersten Hälfte der Epochen in halber Größe trainieren; nicht schlechter. Nicht, solange Modi unterschieden werden.</translation>
    </message>
    <message>
        <source>Training {0}</source>
        <translation>Training {0}</translation>
    </message>
    <message>
        <source>Trains a network on this shot alone and spreads your keyframes with it.</source>
        <translation>Trainiert ein Netz nur an dieser Einstellung und breitet damit Ihre Schlüsselbilder aus.</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Wiedergabesteuerung</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Turquoise</source>
        <translation>Türkis</translation>
    </message>
    <message>
        <source>Turquoise car</source>
        <translation>Türkises Auto</translation>
    </message>
    <message>
        <source>Tweed</source>
        <translation>Tweed</translation>
    </message>
    <message>
        <source>Two-strip Technicolor</source>
        <translation>Zweistreifen-Technicolor</translation>
    </message>
    <message>
        <source>Type a few letters of what you want to do.</source>
        <translation>Ein paar Buchstaben dessen eingeben, was Sie tun möchten.</translation>
    </message>
    <message>
        <source>Type another frame of the film.</source>
        <translation>Ein anderes Bild des Films eingeben.</translation>
    </message>
    <message>
        <source>U-Net</source>
        <translation>U-Net</translation>
    </message>
    <message>
        <source>Undyed linen</source>
        <translation>Ungefärbtes Leinen</translation>
    </message>
    <message>
        <source>Unet</source>
        <translation>U-Net</translation>
    </message>
    <message>
        <source>Units of CIE Lab (ΔE). What moves across the line changes it too; what goes back at once is flicker.</source>
        <translation>Einheiten von CIE Lab (ΔE). Was sich über die Linie bewegt, ändert sie ebenfalls; was sofort zurückspringt, ist Flimmern.</translation>
    </message>
    <message>
        <source>Uranium brown</source>
        <translation>Uranbraun</translation>
    </message>
    <message>
        <source>Use a finished picture as the keyframe of this frame.</source>
        <translation>Ein fertiges Bild als Schlüsselbild dieses Bildes verwenden.</translation>
    </message>
    <message>
        <source>Use a frame of another film as the keyframe of this frame.</source>
        <translation>Ein Bild eines anderen Films als Schlüsselbild dieses Bildes verwenden.</translation>
    </message>
    <message>
        <source>Use frame {other}</source>
        <translation>Bild {other} nehmen</translation>
    </message>
    <message>
        <source>Use it all the same</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>Use many pictures, each at the frame its name tells or that it shows.</source>
        <translation>Viele Bilder verwenden, jedes an der Stelle, die sein Name nennt oder die es zeigt.</translation>
    </message>
    <message>
        <source>Use pictures or a film of mattes as masks.</source>
        <translation>Bilder oder einen Film mit Mattes als Masken verwenden.</translation>
    </message>
    <message>
        <source>Use the whole screen.</source>
        <translation>Den ganzen Bildschirm nutzen.</translation>
    </message>
    <message>
        <source>Use this frame</source>
        <translation>Dieses Bild nehmen</translation>
    </message>
    <message>
        <source>Use what a colorizer or enhancer made of this film, frame by frame, to make it steady.</source>
        <translation>Verwenden, was ein Kolorier- oder Verbesserungsfilter Bild für Bild aus diesem Film gemacht hat, um es zu beruhigen.</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>Variation</translation>
    </message>
    <message>
        <source>Varied pictures are parts of a frame, enlarged.</source>
        <translation>Variierte Bilder sind Teile eines Bildes, vergrößert.</translation>
    </message>
    <message>
        <source>Varied pictures are turned by up to 15 degrees.</source>
        <translation>Variierte Bilder sind um bis zu 15 Grad gedreht.</translation>
    </message>
    <message>
        <source>Vary by cropping</source>
        <translation>Variation: Zuschnitt</translation>
    </message>
    <message>
        <source>Vary by mirroring</source>
        <translation>Variation: Spiegelung</translation>
    </message>
    <message>
        <source>Vary by pasting</source>
        <translation>Variation: Einfügen</translation>
    </message>
    <message>
        <source>Vary by turning</source>
        <translation>Variation: Drehung</translation>
    </message>
    <message>
        <source>Vermilion</source>
        <translation>Zinnoberrot</translation>
    </message>
    <message>
        <source>Version and licenses.</source>
        <translation>Version und Lizenzen.</translation>
    </message>
    <message>
        <source>Version {count}</source>
        <translation>Fassung {count}</translation>
    </message>
    <message>
        <source>Versions of frame {frame}</source>
        <translation>Fassungen von Bild {frame}</translation>
    </message>
    <message>
        <source>Versions of the keyframe of frame {frame}</source>
        <translation>Fassungen des Schlüsselbilds von Bild {frame}</translation>
    </message>
    <message>
        <source>Very dark</source>
        <translation>Sehr dunkel</translation>
    </message>
    <message>
        <source>Very light</source>
        <translation>Sehr hell</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Volume: {volume:.0%}</source>
        <translation>Lautstärke: {volume:.0%}</translation>
    </message>
    <message>
        <source>Wait until it is on the screen.</source>
        <translation>Warten, bis es auf dem Bildschirm ist.</translation>
    </message>
    <message>
        <source>Warm cream</source>
        <translation>Warmes Creme</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Waveform</translation>
    </message>
    <message>
        <source>Way to compare</source>
        <translation>Vergleichsart</translation>
    </message>
    <message>
        <source>Weathered wood</source>
        <translation>Verwittertes Holz</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>Weights to begin with, unless those of an earlier run are: random ones, or the program&apos;s own.</source>
        <translation>Gewichte für den Anfang, wenn nicht die eines früheren Laufs: zufällige oder die des Programms.</translation>
    </message>
    <message>
        <source>Weights to begin with: those of an earlier run save most of the time.</source>
        <translation>Gewichte für den Anfang: Die eines früheren Laufs sparen die meiste Zeit.</translation>
    </message>
    <message>
        <source>Wet earth</source>
        <translation>Nasse Erde</translation>
    </message>
    <message>
        <source>What Restore Original paints back.</source>
        <translation>Was „Original wiederherstellen“ zurückmalt.</translation>
    </message>
    <message>
        <source>What came from {0} is not the file expected, and was not kept.</source>
        <translation>Was von {0} kam, ist nicht die erwartete Datei und wurde nicht behalten.</translation>
    </message>
    <message>
        <source>What carries the masks from frame to frame.</source>
        <translation>Was die Masken von Bild zu Bild überträgt.</translation>
    </message>
    <message>
        <source>What computes.</source>
        <translation>Womit gerechnet wird.</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>What every frame shows, its masks alone (black where there are none; PNG keeps each object), or what it shows with its masks as alpha, for pictures.</source>
        <translation>Was jedes Bild zeigt, nur seine Masken (schwarz, wo keine sind; PNG behält jedes Objekt) oder, für Einzelbilder, was es zeigt mit den Masken als Alpha.</translation>
    </message>
    <message>
        <source>What following the motion says counts too, as far as it is sure; by itself for masks.</source>
        <translation>Was die Bewegungsverfolgung sagt, zählt mit, soweit sie sicher ist; bei Masken automatisch.</translation>
    </message>
    <message>
        <source>What has the color {hex}? For example: Anna&apos;s coat</source>
        <translation>Was hat die Farbe {hex}? Zum Beispiel: Annas Mantel</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>What is shown, masks as alpha</source>
        <translation>Das Gezeigte, Masken als Alpha</translation>
    </message>
    <message>
        <source>What is {name}?</source>
        <translation>Was ist {name}?</translation>
    </message>
    <message>
        <source>What it begins with where no run is named: nothing, or weights that come with the program.</source>
        <translation>Womit begonnen wird, wenn kein Lauf genannt ist: mit nichts oder mit Gewichten, die dem Programm beiliegen.</translation>
    </message>
    <message>
        <source>What pressing harder with the pen makes more of.</source>
        <translation>Was stärkerer Druck mit dem Stift erhöht.</translation>
    </message>
    <message>
        <source>What the left scope shows.</source>
        <translation>Was das linke Messbild zeigt.</translation>
    </message>
    <message>
        <source>What the network answers for a frame is learned too, outward from every keyframe.</source>
        <translation>Auch was das Netz für ein Bild liefert, wird gelernt, von jedem Schlüsselbild aus nach außen.</translation>
    </message>
    <message>
        <source>What the result is compared with.</source>
        <translation>Womit das Ergebnis verglichen wird.</translation>
    </message>
    <message>
        <source>What was made of this film</source>
        <translation>Was aus diesem Film gemacht wurde</translation>
    </message>
    <message>
        <source>What was painted cannot be stored yet</source>
        <translation>Das Gemalte kann noch nicht gespeichert werden</translation>
    </message>
    <message>
        <source>What was painted has no place any more</source>
        <translation>Für das Gemalte ist kein Platz mehr da</translation>
    </message>
    <message>
        <source>What was saved there before and did not come back is kept as {path}.</source>
        <translation>Was dort zuvor gespeichert wurde und nicht zurückkam, bleibt als {path} erhalten.</translation>
    </message>
    <message>
        <source>What you click or paint belongs to the object; hold Alt to take away.  [X]</source>
        <translation>Was man anklickt oder malt, gehört zum Objekt; mit Alt wird weggenommen.  [X]</translation>
    </message>
    <message>
        <source>What you click or paint is taken from the object; hold Alt to add.  [X]</source>
        <translation>Was man anklickt oder malt, wird dem Objekt weggenommen; mit Alt kommt hinzu.  [X]</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>When refining ends: after its steps, or earlier once the loss has settled.</source>
        <translation>Wann das Verfeinern endet: nach seinen Schritten oder früher, sobald der Verlust stabil ist.</translation>
    </message>
    <message>
        <source>When to stop</source>
        <translation>Wann aufhören</translation>
    </message>
    <message>
        <source>Where is the folder {name}?</source>
        <translation>Wo ist der Ordner {name}?</translation>
    </message>
    <message>
        <source>Where is {name}?</source>
        <translation>Wo ist {name}?</translation>
    </message>
    <message>
        <source>Where the color comes from, or what else is to be known of it:</source>
        <translation>Woher die Farbe kommt, oder was sonst von ihr zu wissen ist:</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Which frames to begin with?</source>
        <translation>Mit welchen Bildern beginnen?</translation>
    </message>
    <message>
        <source>Which network is trained; the U-Net is the one the presets were chosen for.</source>
        <translation>Welches Netz trainiert wird; für das U-Net wurden die Vorgaben gewählt.</translation>
    </message>
    <message>
        <source>Which palette is shown below.</source>
        <translation>Welche Palette unten gezeigt wird.</translation>
    </message>
    <message>
        <source>While the key is held, show the keyframes and places that the color under the pointer came from.</source>
        <translation>Solange die Taste gehalten wird, die Schlüsselbilder und Stellen zeigen, von denen die Farbe unter dem Zeiger stammt.</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Who Colored This?</source>
        <translation>Woher diese Farbe?</translation>
    </message>
    <message>
        <source>Whole film</source>
        <translation>Ganzer Film</translation>
    </message>
    <message>
        <source>Whole shot</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>Wischblende</translation>
    </message>
    <message>
        <source>Wipe, side by side, blink, difference.</source>
        <translation>Wischblende, nebeneinander, Wechsel, Differenz.</translation>
    </message>
    <message>
        <source>Wood green</source>
        <translation>Waldgrün</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Working height</source>
        <translation>Arbeitshöhe</translation>
    </message>
    <message>
        <source>Worst between {ends} and {ends2}: frame {frame}, E_warp {heat:.3f}.</source>
        <translation>Schlechtestes zwischen {ends} und {ends2}: Bild {frame}, E_warp {heat:.3f}.</translation>
    </message>
    <message>
        <source>Write a JSON file beside the film that tells which frames were colored, from which keyframes and how.</source>
        <translation>Eine JSON-Datei neben den Film schreiben, die sagt, welche Bilder koloriert wurden, aus welchen Schlüsselbildern und wie.</translation>
    </message>
    <message>
        <source>Write a film, or a folder of pictures, of its own for every object, named after it; {object} in the file name says where.</source>
        <translation>Für jedes Objekt einen eigenen Film oder Ordner mit Bildern schreiben, nach ihm benannt; {object} im Dateinamen sagt, wo der Name steht.</translation>
    </message>
    <message>
        <source>Write a note on a color</source>
        <translation>Notiz zu einer Farbe schreiben</translation>
    </message>
    <message>
        <source>Write provenance file</source>
        <translation>Herkunftsdatei schreiben</translation>
    </message>
    <message>
        <source>Write the clip&apos;s own luma, sample by sample, and take only the color from the result.</source>
        <translation>Das Luma des Clips Sample für Sample schreiben und nur die Farbe aus dem Ergebnis nehmen.</translation>
    </message>
    <message>
        <source>Write the clip&apos;s timecode, counted on to the first frame written.</source>
        <translation>Den Timecode des Clips schreiben, weitergezählt bis zum ersten geschriebenen Bild.</translation>
    </message>
    <message>
        <source>Write the colored film.</source>
        <translation>Den kolorierten Film schreiben.</translation>
    </message>
    <message>
        <source>Write the masks: choose how in Deliver.</source>
        <translation>Die Masken schreiben; wie, ist unter „Ausgeben“ zu wählen.</translation>
    </message>
    <message>
        <source>Write the project at once; it is saved by itself as well.</source>
        <translation>Das Projekt sofort schreiben; es wird auch von selbst gespeichert.</translation>
    </message>
    <message>
        <source>Write this frame as a picture wherever you like; saved there, it comes back as a keyframe.</source>
        <translation>Dieses Bild als Bilddatei an einen beliebigen Ort schreiben; dort gespeichert, kommt es als Schlüsselbild zurück.</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>Writing object {0} of {1}</source>
        <translation>Objekt {0} von {1} wird geschrieben</translation>
    </message>
    <message>
        <source>You chose</source>
        <translation>Gewählt ist</translation>
    </message>
    <message>
        <source>Your keyframes and runs are all here; tell where the film is now.</source>
        <translation>Ihre Schlüsselbilder und Läufe sind alle da; zeigen Sie, wo der Film jetzt liegt.</translation>
    </message>
    <message>
        <source>Zenith</source>
        <translation>Zenit</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoomen</translation>
    </message>
    <message>
        <source>Zoom, or scroll the timeline</source>
        <translation>Zoomen oder die Zeitleiste scrollen</translation>
    </message>
    <message>
        <source>a deleted run</source>
        <translation>einem gelöschten Lauf</translation>
    </message>
    <message>
        <source>a frame (&quot;120&quot;), a timecode (&quot;00:00:04:20&quot;), a step (&quot;+25&quot;) or seconds (&quot;2.5s&quot;)</source>
        <translation>ein Bild („120“), ein Timecode („00:00:04:20“), ein Schritt („+25“) oder Sekunden („2.5s“)</translation>
    </message>
    <message>
        <source>a frame has two keyframes of one kind</source>
        <translation>ein Bild hat zwei Schlüsselbilder derselben Art</translation>
    </message>
    <message>
        <source>a keyframe lies outside its shot</source>
        <translation>ein Schlüsselbild liegt außerhalb seiner Einstellung</translation>
    </message>
    <message>
        <source>a little</source>
        <translation>etwas</translation>
    </message>
    <message>
        <source>a mask is H×W uint8, not {0} {1}</source>
        <translation>eine Maske ist H×W uint8, nicht {0} {1}</translation>
    </message>
    <message>
        <source>a range must hold at least one frame</source>
        <translation>ein Bereich muss mindestens ein Bild enthalten</translation>
    </message>
    <message>
        <source>a range of results lies outside its shot</source>
        <translation>ein Bereich von Ergebnissen liegt außerhalb seiner Einstellung</translation>
    </message>
    <message>
        <source>a ratio is larger than 0</source>
        <translation>ein Verhältnis ist größer als 0</translation>
    </message>
    <message>
        <source>a ratio is written as 24 or 24000/1001</source>
        <translation>ein Verhältnis wird als 24 oder 24000/1001 geschrieben</translation>
    </message>
    <message>
        <source>a shot has more than {0} keyframes</source>
        <translation>eine Einstellung hat mehr als {0} Schlüsselbilder</translation>
    </message>
    <message>
        <source>a shot must hold at least one frame</source>
        <translation>eine Einstellung muss mindestens ein Bild enthalten</translation>
    </message>
    <message>
        <source>a suggestion that was declined lies outside its shot</source>
        <translation>ein abgelehnter Vorschlag liegt außerhalb seiner Einstellung</translation>
    </message>
    <message>
        <source>a {a:.0f}, b {b:.0f} at lightness {lightness:.0f}; arrows change a and b, Home goes to gray</source>
        <translation>a {a:.0f}, b {b:.0f} bei Helligkeit {lightness:.0f}; Pfeiltasten ändern a und b, Pos1 geht zu Grau</translation>
    </message>
    <message>
        <source>a: to green below 0, to red above.</source>
        <translation>a: unter 0 nach Grün, darüber nach Rot.</translation>
    </message>
    <message>
        <source>about {count}</source>
        <translation>etwa {count}</translation>
    </message>
    <message>
        <source>above</source>
        <translation>über</translation>
    </message>
    <message>
        <source>accepted frame</source>
        <translation>angenommenes Bild</translation>
    </message>
    <message>
        <source>accepted frames</source>
        <translation>angenommene Bilder</translation>
    </message>
    <message>
        <source>all over it</source>
        <translation>überall im Bild</translation>
    </message>
    <message>
        <source>along the motion</source>
        <translation>der Bewegung nach</translation>
    </message>
    <message>
        <source>an epoch has at least one frame</source>
        <translation>eine Epoche hat mindestens ein Bild</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>zeitlos</translation>
    </message>
    <message>
        <source>auto: TIFF has 16, PNG as many as the clip needs.</source>
        <translation>auto: TIFF hat 16, PNG so viele, wie der Clip braucht.</translation>
    </message>
    <message>
        <source>automatic: when the loss has settled, with the best weights; epochs: after all, with the last.</source>
        <translation>automatisch: sobald der Verlust stabil ist, mit den besten Gewichten; Epochen: nach allen, mit den letzten.</translation>
    </message>
    <message>
        <source>b: to blue below 0, to yellow above.</source>
        <translation>b: unter 0 nach Blau, darüber nach Gelb.</translation>
    </message>
    <message>
        <source>below</source>
        <translation>unter</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>heller</translation>
    </message>
    <message>
        <source>by its number</source>
        <translation>nach der Nummer</translation>
    </message>
    <message>
        <source>by what it shows</source>
        <translation>nach dem Inhalt</translation>
    </message>
    <message>
        <source>by what looks alike</source>
        <translation>nach Ähnlichkeit</translation>
    </message>
    <message>
        <source>calm: the color adds no stripes</source>
        <translation>ruhig: Die Farbe fügt keine Streifen hinzu</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>clearly</source>
        <translation>deutlich</translation>
    </message>
    <message>
        <source>color</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>color: {color}, {value} range</source>
        <translation>Farbe: {color}, Wertebereich {value}</translation>
    </message>
    <message>
        <source>colors</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>counts where it was painted</source>
        <translation>zählt, wo es bemalt wurde</translation>
    </message>
    <message>
        <source>crf</source>
        <translation>crf</translation>
    </message>
    <message>
        <source>h264 and h265 play anywhere, prores is for editing, ffv1 keeps every sample, hdr10 and hlg show more light than white; the others are numbered pictures.</source>
        <translation>h264 und h265 laufen überall, prores ist für den Schnitt, ffv1 behält jeden Wert, hdr10 und hlg zeigen mehr Licht als Weiß; die anderen sind nummerierte Bilder.</translation>
    </message>
    <message>
        <source>keyframes {stops:+.1f} EV to the film</source>
        <translation>Schlüsselbilder {stops:+.1f} EV zum Film</translation>
    </message>
    <message>
        <source>matte</source>
        <translation>Matte</translation>
    </message>
    <message>
        <source>mattes</source>
        <translation>Mattes</translation>
    </message>
    <message>
        <source>nits</source>
        <translation>Nits</translation>
    </message>
    <message>
        <source>two objects have the same label</source>
        <translation>zwei Objekte haben dieselbe Nummer</translation>
    </message>
    <message>
        <source>two objects or two colors of the cast have the same id</source>
        <translation>zwei Objekte oder zwei Farben der Besetzung haben dieselbe Kennung</translation>
    </message>
    <message>
        <source>press Return: the frames around it follow</source>
        <translation>Eingabetaste: die Bilder ringsum folgen</translation>
    </message>
    <message>
        <source>the rest</source>
        <translation>den Rest</translation>
    </message>
    <message>
        <source>with</source>
        <translation>mit</translation>
    </message>
    <message>
        <source>{0} appears after frame {1}</source>
        <translation>{0} erscheint nach Bild {1}</translation>
    </message>
    <message>
        <source>{0} cannot be read: its name, or its folder&apos;s, is not UTF-8; rename it.</source>
        <translation>{0} ist nicht lesbar: Der Name der Datei oder ihres Ordners ist nicht in UTF-8; bitte umbenennen.</translation>
    </message>
    <message>
        <source>{0} frames from the nearest keyframe</source>
        <translation>{0} Bilder vom nächsten Schlüsselbild entfernt</translation>
    </message>
    <message>
        <source>darker</source>
        <translation>dunkler</translation>
    </message>
    <message>
        <source>edited outside</source>
        <translation>extern bearbeitet</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>flickers</source>
        <translation>flimmert</translation>
    </message>
    <message>
        <source>flickers {0} times the shot&apos;s usual</source>
        <translation>flimmert {0}-mal so stark wie in der Einstellung üblich</translation>
    </message>
    <message>
        <source>followed along the motion</source>
        <translation>der Bewegung entlang verfolgt</translation>
    </message>
    <message>
        <source>for frames {reach} to {reach2}</source>
        <translation>für Bilder {reach} bis {reach2}</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>frame {listed}</source>
        <translation>Bild {listed}</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>frames given by a function need a length</source>
        <translation>Bilder, die eine Funktion liefert, brauchen eine Länge</translation>
    </message>
    <message>
        <source>frames {0} to {1} are no range</source>
        <translation>Bilder {0} bis {1} sind kein Bereich</translation>
    </message>
    <message>
        <source>frames {0} to {1} show</source>
        <translation>die Bilder {0} bis {1} zeigen</translation>
    </message>
    <message>
        <source>frames {listed}</source>
        <translation>Bilder {listed}</translation>
    </message>
    <message>
        <source>from frame {frame}, {way}</source>
        <translation>von Bild {frame}, {way}</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>guessed</source>
        <translation>geraten</translation>
    </message>
    <message>
        <source>in place</source>
        <translation>an Ort und Stelle</translation>
    </message>
    <message>
        <source>in the middle</source>
        <translation>in der Mitte</translation>
    </message>
    <message>
        <source>in {program}</source>
        <translation>in {program}</translation>
    </message>
    <message>
        <source>interlaced</source>
        <translation>interlaced</translation>
    </message>
    <message>
        <source>is in</source>
        <translation>gehört schon zu</translation>
    </message>
    <message>
        <source>is not in</source>
        <translation>gehört ohnehin nicht zu</translation>
    </message>
    <message>
        <source>it does not say its version</source>
        <translation>es nennt seine Version nicht</translation>
    </message>
    <message>
        <source>it is not a project</source>
        <translation>es ist kein Projekt</translation>
    </message>
    <message>
        <source>it is {0} MiB large</source>
        <translation>es ist {0} MiB groß</translation>
    </message>
    <message>
        <source>keyframe</source>
        <translation>Schlüsselbild</translation>
    </message>
    <message>
        <source>keyframe {key}</source>
        <translation>Schlüsselbild {key}</translation>
    </message>
    <message>
        <source>keyframe {key} {weight:.0%}</source>
        <translation>Schlüsselbild {key} {weight:.0%}</translation>
    </message>
    <message>
        <source>keyframes</source>
        <translation>Schlüsselbilder</translation>
    </message>
    <message>
        <source>keyframes {0} and {1} disagree by {2} dE</source>
        <translation>die Schlüsselbilder {0} und {1} weichen um {2} dE voneinander ab</translation>
    </message>
    <message>
        <source>left third</source>
        <translation>linkes Drittel</translation>
    </message>
    <message>
        <source>limited</source>
        <translation>begrenzt</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>looks alike; the motion was lost</source>
        <translation>sieht ähnlich aus; die Bewegung riss ab</translation>
    </message>
    <message>
        <source>lower third</source>
        <translation>unteres Drittel</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>modes (beyond the paper): frames of the mode lead; paper: by distance alone; code: as released.</source>
        <translation>modes (über das Paper hinaus): Bilder des Modus führen; paper: allein nach Abstand; code: wie veröffentlicht.</translation>
    </message>
    <message>
        <source>more than {0} shots</source>
        <translation>mehr als {0} Einstellungen</translation>
    </message>
    <message>
        <source>much</source>
        <translation>viel</translation>
    </message>
    <message>
        <source>new area: {0} of the picture, {1}</source>
        <translation>neuer Bereich: {0} des Bildes, {1}</translation>
    </message>
    <message>
        <source>no element {0}</source>
        <translation>kein Element {0}</translation>
    </message>
    <message>
        <source>no place yet</source>
        <translation>noch ohne Platz</translation>
    </message>
    <message>
        <source>not tagged</source>
        <translation>ohne Angabe</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>nirgends</translation>
    </message>
    <message>
        <source>object {label}</source>
        <translation>Objekt {label}</translation>
    </message>
    <message>
        <source>one epoch has nothing to be compared with</source>
        <translation>eine einzige Epoche lässt sich mit nichts vergleichen</translation>
    </message>
    <message>
        <source>or click to choose one</source>
        <translation>oder klicken, um eines auszuwählen</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bilddatei</translation>
    </message>
    <message>
        <source>picture fits</source>
        <translation>Bilddatei passt</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilddateien</translation>
    </message>
    <message>
        <source>pictures fit</source>
        <translation>Bilddateien passen</translation>
    </message>
    <message>
        <source>pictures of {0} and {1} cannot be compared</source>
        <translation>Bilder von {0} und {1} lassen sich nicht vergleichen</translation>
    </message>
    <message>
        <source>place</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>places</source>
        <translation>Stellen</translation>
    </message>
    <message>
        <source>processed clip</source>
        <translation>bearbeiteter Clip</translation>
    </message>
    <message>
        <source>progressive</source>
        <translation>progressiv</translation>
    </message>
    <message>
        <source>project.json is damaged ({0}); {1} was used instead.</source>
        <translation>project.json ist beschädigt ({0}); stattdessen wurde {1} verwendet.</translation>
    </message>
    <message>
        <source>reading the clip</source>
        <translation>Clip wird gelesen</translation>
    </message>
    <message>
        <source>right third</source>
        <translation>rechtes Drittel</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>shot</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>shot {shot} by {away:.1f} dE</source>
        <translation>Einstellung {shot} um {away:.1f} dE</translation>
    </message>
    <message>
        <source>shots</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>shown as {shown} × {height}</source>
        <translation>gezeigt als {shown} × {height}</translation>
    </message>
    <message>
        <source>shows {0} of what {1}</source>
        <translation>zeigt {0} von dem, was {1}</translation>
    </message>
    <message>
        <source>sound: {audio}</source>
        <translation>Ton: {audio}</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>ruhig</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>striped: the color flickers by ΔE {back:.1f} more than the film</source>
        <translation>streifig: Die Farbe flimmert um ΔE {back:.1f} mehr als der Film</translation>
    </message>
    <message>
        <source>subtitles: {subtitles}</source>
        <translation>Untertitel: {subtitles}</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>the frame whose look is kept to lies outside its shot</source>
        <translation>das Bild, nach dessen Look sich alles richtet, liegt außerhalb seiner Einstellung</translation>
    </message>
    <message>
        <source>the network does not end in a 1×1 convolution with a bias</source>
        <translation>das Netz endet nicht mit einer 1×1-Faltung mit Bias</translation>
    </message>
    <message>
        <source>the picked place</source>
        <translation>die gewählte Stelle</translation>
    </message>
    <message>
        <source>the picture is {0} steps of lightness {1} than in any keyframe beside it</source>
        <translation>das Bild ist {0} Helligkeitsstufen {1} als in jedem Schlüsselbild daneben</translation>
    </message>
    <message>
        <source>the program</source>
        <translation>dem Programm</translation>
    </message>
    <message>
        <source>the whole shot shows</source>
        <translation>die ganze Einstellung zeigt</translation>
    </message>
    <message>
        <source>there are no losses to compare</source>
        <translation>es gibt keine Verluste zum Vergleichen</translation>
    </message>
    <message>
        <source>there is no architecture {0}; choose one of {1}</source>
        <translation>eine Architektur {0} gibt es nicht; eine von {1} wählen</translation>
    </message>
    <message>
        <source>there is nothing to fit the head to</source>
        <translation>es gibt nichts, woran der Kopf angepasst werden könnte</translation>
    </message>
    <message>
        <source>this frame is the keyframe</source>
        <translation>dieses Bild ist das Schlüsselbild</translation>
    </message>
    <message>
        <source>tied to no object</source>
        <translation>an kein Objekt gebunden</translation>
    </message>
    <message>
        <source>timecode: starts at {timecode}</source>
        <translation>Timecode: beginnt bei {timecode}</translation>
    </message>
    <message>
        <source>track</source>
        <translation>Spur</translation>
    </message>
    <message>
        <source>tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>two shots have the same id</source>
        <translation>zwei Einstellungen haben dieselbe Kennung</translation>
    </message>
    <message>
        <source>two shots overlap</source>
        <translation>zwei Einstellungen überlappen sich</translation>
    </message>
    <message>
        <source>upper third</source>
        <translation>oberes Drittel</translation>
    </message>
    <message>
        <source>windows overlap by at most a third of their length</source>
        <translation>Fenster überlappen sich um höchstens ein Drittel ihrer Länge</translation>
    </message>
    <message>
        <source>with {name}</source>
        <translation>mit {name}</translation>
    </message>
    <message>
        <source>without a mask are black</source>
        <translation>ohne Maske, also schwarz</translation>
    </message>
    <message>
        <source>without a result stay as they came</source>
        <translation>ohne Ergebnis, also wie im Original</translation>
    </message>
    <message>
        <source>working</source>
        <translation>arbeitet</translation>
    </message>
    <message>
        <source>{0} HDR frames were tone mapped ({1}, {2} EV); OpenEXR, HDR10 and HLG keep their light.</source>
        <translation>{0} HDR-Bilder wurden mit Tone-Mapping geschrieben ({1}, {2} EV); OpenEXR, HDR10 und HLG behalten ihr Licht.</translation>
    </message>
    <message>
        <source>{0} appeared meanwhile; the export is named {1}.</source>
        <translation>{0} ist inzwischen entstanden; der Export heißt {1}.</translation>
    </message>
    <message>
        <source>{0} before the first keyframe cannot be decoded and are left out.</source>
        <translation>Vor dem ersten I-Frame nicht dekodierbar und daher ausgelassen: {0}.</translation>
    </message>
    <message>
        <source>{0} cannot be a file name; use letters, digits, {clip} and ####.</source>
        <translation>{0} kann kein Dateiname sein; erlaubt sind Buchstaben, Ziffern, {clip} und ####.</translation>
    </message>
    <message>
        <source>{0} cannot be decoded: not one picture comes out of it.</source>
        <translation>{0} kann nicht dekodiert werden: Kein einziges Bild kommt heraus.</translation>
    </message>
    <message>
        <source>{0} cannot be decoded; the picture before is shown in its place.</source>
        <translation>Nicht dekodierbar: {0}; an der Stelle steht jeweils das Bild davor.</translation>
    </message>
    <message>
        <source>{0} cannot be made: {1}.</source>
        <translation>{0} kann nicht angelegt werden: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be merged with itself.</source>
        <translation>{0} kann nicht mit sich selbst verbunden werden.</translation>
    </message>
    <message>
        <source>{0} cannot be opened as a film: {1}.</source>
        <translation>{0} kann nicht als Film geöffnet werden: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be reached: {1}.</source>
        <translation>{0} ist nicht erreichbar: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be read as a mask: it is damaged or no picture.</source>
        <translation>{0} kann nicht als Maske gelesen werden: beschädigt oder kein Bild.</translation>
    </message>
    <message>
        <source>{0} cannot be read as a picture: {1}.</source>
        <translation>{0} kann nicht als Bild gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be read: permission denied.</source>
        <translation>{0} kann nicht gelesen werden: keine Berechtigung.</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>{0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be written: its folder is missing.</source>
        <translation>{0} kann nicht geschrieben werden: Der Ordner fehlt.</translation>
    </message>
    <message>
        <source>{0} cannot be written: permission denied in {1}.</source>
        <translation>{0} kann nicht geschrieben werden: keine Berechtigung in {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be written: permission denied.</source>
        <translation>{0} kann nicht geschrieben werden: keine Berechtigung.</translation>
    </message>
    <message>
        <source>{0} cannot be written: the disk is full.</source>
        <translation>{0} kann nicht geschrieben werden: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>{0} kann nicht geschrieben werden: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot go on: it holds the accepted pictures of {1}. Start a new run.</source>
        <translation>{0} kann nicht weitermachen: Er enthält die angenommenen Bilder von {1}. Einen neuen Lauf starten.</translation>
    </message>
    <message>
        <source>{0} cannot hold attached files; {1} left out, .mkv keeps them.</source>
        <translation>{0} kann keine angehängten Dateien enthalten; {1} ausgelassen, .mkv behält sie.</translation>
    </message>
    <message>
        <source>{0} cannot hold the sound as it is ({1}): it is encoded as {2}; choose {3} to keep it untouched.</source>
        <translation>{0} kann den Ton nicht enthalten, wie er ist ({1}): Er wird als {2} kodiert; {3} wählen, um ihn unverändert zu behalten.</translation>
    </message>
    <message>
        <source>{0} cannot hold the subtitles ({1}); they are left out, .mkv keeps them.</source>
        <translation>{0} kann die Untertitel nicht enthalten ({1}); sie werden ausgelassen, .mkv behält sie.</translation>
    </message>
    <message>
        <source>{0} cannot hold {1} subtitles; their text is written as {2}.</source>
        <translation>{0} kann keine {1}-Untertitel enthalten; ihr Text wird als {2} geschrieben.</translation>
    </message>
    <message>
        <source>{0} cannot use the parameters of another method.</source>
        <translation>{0} kann die Parameter eines anderen Verfahrens nicht verwenden.</translation>
    </message>
    <message>
        <source>{0} data {1} not copied.</source>
        <translation>Nicht übernommen: {0} {1} mit Daten.</translation>
    </message>
    <message>
        <source>{0} does not propagate {1}.</source>
        <translation>{0} kann {1} nicht ausbreiten.</translation>
    </message>
    <message>
        <source>{0} exists already; choose another folder or allow it to be replaced.</source>
        <translation>{0} gibt es schon; einen anderen Ordner wählen oder das Ersetzen erlauben.</translation>
    </message>
    <message>
        <source>{0} exists already; choose another name or allow it to be replaced.</source>
        <translation>{0} gibt es schon; einen anderen Namen wählen oder das Ersetzen erlauben.</translation>
    </message>
    <message>
        <source>{0} frames from the nearest mask you made</source>
        <translation>{0} Bilder von Ihrer nächsten Maske entfernt</translation>
    </message>
    <message>
        <source>{0} grows by {1} since frame {2}</source>
        <translation>{0} wächst seit Bild {2} um {1}</translation>
    </message>
    <message>
        <source>{0} has no channel {1}; it has {2}.</source>
        <translation>{0} hat keinen Kanal {1}, sondern {2}.</translation>
    </message>
    <message>
        <source>{0} has no frame {1}</source>
        <translation>{0} hat kein Bild {1}</translation>
    </message>
    <message>
        <source>{0} has no frames.</source>
        <translation>{0} hat keine Bilder.</translation>
    </message>
    <message>
        <source>{0} has no pixels to take colors from.</source>
        <translation>{0} hat keine Pixel, aus denen sich Farben übernehmen ließen.</translation>
    </message>
    <message>
        <source>{0} has no sound that can be played.</source>
        <translation>{0} hat keinen abspielbaren Ton.</translation>
    </message>
    <message>
        <source>{0} has to be gray with 8 or 16 bits.</source>
        <translation>{0} muss grau mit 8 oder 16 Bit sein.</translation>
    </message>
    <message>
        <source>{0} has to be gray: white where the keyframe is to be believed, black elsewhere.</source>
        <translation>{0} muss grau sein: weiß, wo das Schlüsselbild gelten soll, sonst schwarz.</translation>
    </message>
    <message>
        <source>{0} has {1} bits a channel and is no HDR picture; an HDR keyframe is an OpenEXR or Radiance (.hdr) picture in scene-linear light.</source>
        <translation>{0} hat {1} Bit je Kanal und ist kein HDR-Bild; ein HDR-Schlüsselbild ist ein OpenEXR- oder Radiance-Bild (.hdr) in szenenlinearem Licht.</translation>
    </message>
    <message>
        <source>{0} has {1} bits a channel, the clip has {2}; FFV1 keeps them all.</source>
        <translation>{0} hat {1} Bit je Kanal, der Clip hat {2}; FFV1 behält sie alle.</translation>
    </message>
    <message>
        <source>{0} has {1} frames and the film {2}; a processed clip has one frame for every frame of the film.</source>
        <translation>{0} hat {1} Bilder und der Film {2}; ein bearbeiteter Clip hat ein Bild für jedes Bild des Films.</translation>
    </message>
    <message>
        <source>{0} hold nothing that was accepted.</source>
        <translation>Hier ist nichts angenommen: {0}.</translation>
    </message>
    <message>
        <source>{0} holds layers alone; in Photoshop, save it with Maximize Compatibility, or as PNG.</source>
        <translation>{0} enthält nur Ebenen; in Photoshop mit „Kompatibilität maximieren“ oder als PNG speichern.</translation>
    </message>
    <message>
        <source>{0} holds no flattened picture; {1}.</source>
        <translation>{0} enthält kein zusammengefasstes Bild; {1}.</translation>
    </message>
    <message>
        <source>{0} holds no picture that can be read; {1}.</source>
        <translation>{0} enthält kein lesbares Bild; {1}.</translation>
    </message>
    <message>
        <source>{0} holds the clip&apos;s own pictures; choose another folder.</source>
        <translation>{0} enthält die Bilder des Clips selbst; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} holds {1}; choose a film or a folder of pictures.</source>
        <translation>{0} enthält {1}; einen Film oder einen Bilderordner wählen.</translation>
    </message>
    <message>
        <source>{0} is GIMP&apos;s own kind of file, which holds layers alone; in GIMP, export it as PNG (File, Export As).</source>
        <translation>{0} ist eine Datei in GIMPs eigenem Format, das nur Ebenen enthält; in GIMP als PNG exportieren (Datei, Exportieren als).</translation>
    </message>
    <message>
        <source>{0} is a file; pictures need a folder.</source>
        <translation>{0} ist eine Datei; Einzelbilder brauchen einen Ordner.</translation>
    </message>
    <message>
        <source>{0} is a folder; choose another name.</source>
        <translation>{0} ist ein Ordner; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is a link and is not followed; remove it.</source>
        <translation>{0} ist ein Link, dem nicht gefolgt wird; bitte entfernen.</translation>
    </message>
    <message>
        <source>{0} is a list of other files and no film itself; choose one of them.</source>
        <translation>{0} ist eine Liste anderer Dateien und selbst kein Film; eine davon wählen.</translation>
    </message>
    <message>
        <source>{0} is coded in a way this program cannot decode.</source>
        <translation>{0} ist so kodiert, dass dieses Programm es nicht dekodieren kann.</translation>
    </message>
    <message>
        <source>{0} is damaged: {1}.</source>
        <translation>{0} ist beschädigt: {1}.</translation>
    </message>
    <message>
        <source>{0} is empty (0 bytes).</source>
        <translation>{0} ist leer (0 Bytes).</translation>
    </message>
    <message>
        <source>{0} is lost since frame {1}</source>
        <translation>{0} ist seit Bild {1} verloren</translation>
    </message>
    <message>
        <source>{0} is no color; write it like #a04030.</source>
        <translation>{0} ist keine Farbe; Schreibweise wie #a04030.</translation>
    </message>
    <message>
        <source>{0} is no longer there: it was moved, renamed or deleted.</source>
        <translation>{0} ist nicht mehr da: verschoben, umbenannt oder gelöscht.</translation>
    </message>
    <message>
        <source>{0} is no mask: save it as an indexed PNG, or gray with the object in white.</source>
        <translation>{0} ist keine Maske: als indiziertes PNG speichern oder grau mit dem Objekt in Weiß.</translation>
    </message>
    <message>
        <source>{0} is not a film file.</source>
        <translation>{0} ist keine Filmdatei.</translation>
    </message>
    <message>
        <source>{0} is not a film or a folder of pictures.</source>
        <translation>{0} ist weder ein Film noch ein Bilderordner.</translation>
    </message>
    <message>
        <source>{0} is not a project of Tintloom.</source>
        <translation>{0} ist kein Projekt von Tintloom.</translation>
    </message>
    <message>
        <source>{0} is not a run of this project.</source>
        <translation>{0} ist kein Lauf dieses Projekts.</translation>
    </message>
    <message>
        <source>{0} is not the name of a picture of this project.</source>
        <translation>{0} ist nicht der Name eines Bildes dieses Projekts.</translation>
    </message>
    <message>
        <source>{0} is not there: it was moved, renamed or deleted.</source>
        <translation>{0} ist nicht da: verschoben, umbenannt oder gelöscht.</translation>
    </message>
    <message>
        <source>{0} is the clip itself; choose another name.</source>
        <translation>{0} ist der Clip selbst; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is the film itself; attach what a colorizer or enhancer made of it.</source>
        <translation>{0} ist der Film selbst; zuzuordnen ist, was ein Kolorier- oder Verbesserungsfilter aus ihm gemacht hat.</translation>
    </message>
    <message>
        <source>{0} is there already; choose another name or folder.</source>
        <translation>{0} gibt es schon; einen anderen Namen oder Ordner wählen.</translation>
    </message>
    <message>
        <source>{0} is there already; choose another name.</source>
        <translation>{0} ist schon da; einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is too large to be a palette.</source>
        <translation>{0} ist zu groß für eine Palette.</translation>
    </message>
    <message>
        <source>{0} is written as {1}, not as {2}: {3}.</source>
        <translation>{0} wird als {1} geschrieben, nicht als {2}: {3}.</translation>
    </message>
    <message>
        <source>{0} is {1} and does not fit frames of {2}x{3}.</source>
        <translation>{0} ist {1} und passt nicht zu Bildern mit {2}x{3}.</translation>
    </message>
    <message>
        <source>{0} is {1} pixels, more than this program can hold.</source>
        <translation>{0} hat {1} Pixel, mehr als dieses Programm fassen kann.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} and has another shape than the film, which is {3}x{4}.</source>
        <translation>{0} ist {1}x{2} und hat ein anderes Seitenverhältnis als der Film mit {3}x{4}.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} and has another shape than the film, {3}x{4}.</source>
        <translation>{0} ist {1}x{2} und hat ein anderes Seitenverhältnis als der Film, {3}x{4}.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} pixels, but the other pictures of {3} are {4}x{5}; make them one size, or put them into folders of their own.</source>
        <translation>{0} hat {1}x{2} Pixel, die anderen Bilder von {3} aber {4}x{5}; alle auf eine Größe bringen oder in eigene Ordner legen.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} pixels, more than this program can hold.</source>
        <translation>{0} hat {1}x{2} Pixel, mehr als dieses Programm fassen kann.</translation>
    </message>
    <message>
        <source>{0} is {1}x{2} pixels, the clip {3}x{4}, and it does not show what this frame shows, so it cannot be laid onto it.</source>
        <translation>{0} hat {1}x{2} Pixel, der Clip {3}x{4}, und es zeigt nicht, was das Filmbild zeigt; daher lässt es sich nicht darauflegen.</translation>
    </message>
    <message>
        <source>{0} leads out of the project and is not used.</source>
        <translation>{0} führt aus dem Projekt hinaus und wird nicht verwendet.</translation>
    </message>
    <message>
        <source>{0} leads out of the project; it is not opened.</source>
        <translation>{0} führt aus dem Projekt hinaus und wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>{0} lies inside the project itself; choose another place.</source>
        <translation>{0} liegt im Projekt selbst; einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{0} needs a processed clip.</source>
        <translation>{0} braucht einen bearbeiteten Clip.</translation>
    </message>
    <message>
        <source>{0} needs even sizes: the picture is written {1}x{2}, its last column or line repeated; FFV1 and pictures keep the exact size.</source>
        <translation>{0} braucht gerade Maße: Das Bild wird mit {1}x{2} geschrieben, die letzte Spalte oder Zeile wiederholt; FFV1 und Einzelbilder behalten die genaue Größe.</translation>
    </message>
    <message>
        <source>{0} of it can no longer be followed from the masks you made</source>
        <translation>{0} davon lassen sich von Ihren Masken aus nicht mehr verfolgen</translation>
    </message>
    <message>
        <source>{0} of {1} accepted {2} changed.</source>
        <translation>Verändert: {0}; angenommen: {1} {2}.</translation>
    </message>
    <message>
        <source>{0} of {1} frames have no HDR result: the film&apos;s own light is written, which ends at its white.</source>
        <translation>{0} von {1} Bildern haben kein HDR-Ergebnis: Geschrieben wird das Licht des Films, das bei dessen Weiß endet.</translation>
    </message>
    <message>
        <source>{0} pixels of {1} were no numbers and were put right.</source>
        <translation>{0} Bildpunkte von {1} waren keine Zahlen und wurden berichtigt.</translation>
    </message>
    <message>
        <source>{0} show no result that could be accepted.</source>
        <translation>Kein Ergebnis, das angenommen werden könnte: {0}.</translation>
    </message>
    <message>
        <source>{0} show nothing of this run that is not accepted.</source>
        <translation>Nichts noch nicht Angenommenes aus diesem Lauf: {0}.</translation>
    </message>
    <message>
        <source>{0} shrinks by {1} since frame {2}</source>
        <translation>{0} schrumpft seit Bild {2} um {1}</translation>
    </message>
    <message>
        <source>{0} was changed while it was open; open it again.</source>
        <translation>{0} wurde geändert, während es geöffnet war; bitte neu öffnen.</translation>
    </message>
    <message>
        <source>{0} was closed.</source>
        <translation>{0} wurde geschlossen.</translation>
    </message>
    <message>
        <source>{0} {1} missing ({2}): frames keep their numbers, the picture before is shown there.</source>
        <translation>Es fehlt: {0} {1} ({2}). Die Bilder behalten ihre Nummern, an der Stelle steht das Bild davor.</translation>
    </message>
    <message>
        <source>{0}: about {1} of it is uncertain</source>
        <translation>{0}: etwa {1} davon sind unsicher</translation>
    </message>
    <message>
        <source>{0}: parameter {1}: {2}.</source>
        <translation>{0}: Parameter {1}: {2}.</translation>
    </message>
    <message>
        <source>{0}: the masks of frames {1} and {2} agree on {3} of it only</source>
        <translation>{0}: die Masken der Bilder {1} und {2} stimmen nur auf {3} davon überein</translation>
    </message>
    <message>
        <source>{0}: {1} of it does not follow from frame {2}</source>
        <translation>{0}: {1} davon folgen nicht aus Bild {2}</translation>
    </message>
    <message>
        <source>{clip} is the clip&apos;s name; #### is a picture&apos;s number, padded to that many digits.</source>
        <translation>{clip} ist der Name des Clips; #### ist die Nummer eines Bildes, auf so viele Stellen aufgefüllt.</translation>
    </message>
    <message>
        <source>{count:.0f} bytes</source>
        <translation>{count:.0f} Byte</translation>
    </message>
    <message>
        <source>{counts} of {count} of {name} follow look {LETTERS}</source>
        <translation>{name}, {count}: {counts} folgen Look {LETTERS}</translation>
    </message>
    <message>
        <source>{count} a frame.</source>
        <translation>{count} zu einem Filmbild.</translation>
    </message>
    <message>
        <source>{count} could not be used</source>
        <translation>{count} nicht verwendbar</translation>
    </message>
    <message>
        <source>{count} could not be used as a mask</source>
        <translation>{count} nicht als Maske verwendbar</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>{count} gefunden</translation>
    </message>
    <message>
        <source>{count} imported.</source>
        <translation>{count} importiert.</translation>
    </message>
    <message>
        <source>{count} look {letter}</source>
        <translation>{count} Look {letter}</translation>
    </message>
    <message>
        <source>{count} more ranges</source>
        <translation>{count} weitere Bereiche</translation>
    </message>
    <message>
        <source>{count} of {frames} frames in color</source>
        <translation>{count} von {frames} Bildern in Farbe</translation>
    </message>
    <message>
        <source>{count} of {frames} frames with a mask</source>
        <translation>{count} von {frames} Bildern mit Maske</translation>
    </message>
    <message>
        <source>{count} of {frames} frames with a wider range</source>
        <translation>{count} von {frames} Bildern mit größerem Umfang</translation>
    </message>
    <message>
        <source>{count} of {frames} frames with the new look</source>
        <translation>{count} von {frames} Bildern mit dem neuen Look</translation>
    </message>
    <message>
        <source>{count} runs wait: {named}.</source>
        <translation>{count} Läufe warten: {named}.</translation>
    </message>
    <message>
        <source>{count} taken from {name}</source>
        <translation>{count} aus {name} übernommen</translation>
    </message>
    <message>
        <source>{count}, about {size}.{settings}</source>
        <translation>{count}, etwa {size}.{settings}</translation>
    </message>
    <message>
        <source>{count}, kept untouched ({streams})</source>
        <translation>{count}, unverändert übernommen ({streams})</translation>
    </message>
    <message>
        <source>{error} The keyframe stays as it was.</source>
        <translation>{error} Das Schlüsselbild bleibt, wie es war.</translation>
    </message>
    <message>
        <source>{files} of {count} each were written in {took}: {names}.</source>
        <translation>{files} mit je {count} in {took} geschrieben: {names}.</translation>
    </message>
    <message>
        <source>{files} of {count} each, about {size}: {names}.{settings}</source>
        <translation>{files} mit je {count}, etwa {size}: {names}.{settings}</translation>
    </message>
    <message>
        <source>{frames} changed: the picture of frame {changed} is not the one that was accepted.</source>
        <translation>{frames} verändert: Bild {changed} zeigt nicht mehr, was angenommen wurde.</translation>
    </message>
    <message>
        <source>{frames}, none of them with a result</source>
        <translation>{frames}, keines davon mit einem Ergebnis</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{kind}Keyframe at frame {frame}</source>
        <translation>{kind}Schlüsselbild bei Bild {frame}</translation>
    </message>
    <message>
        <source>{layer}, frame {frame}</source>
        <translation>{layer}, Bild {frame}</translation>
    </message>
    <message>
        <source>{named} can go on where it stopped.</source>
        <translation>{named} kann weitermachen, wo er stehen blieb.</translation>
    </message>
    <message>
        <source>{name} already has a project; it was opened.</source>
        <translation>{name} hat schon ein Projekt; es wurde geöffnet.</translation>
    </message>
    <message>
        <source>{name} belongs to frame {frame}, as {note} does.</source>
        <translation>{name} gehört zu Bild {frame}, ebenso wie {note}.</translation>
    </message>
    <message>
        <source>{name} came back {shape}×{shape2}, and the frame is {width}×{height}; undo the crop or the scaling there and save it again.</source>
        <translation>{name} kam mit {shape}×{shape2} zurück, das Filmbild ist {width}×{height}; dort Zuschnitt oder Skalierung rückgängig machen und erneut speichern.</translation>
    </message>
    <message>
        <source>{name} cannot be closed</source>
        <translation>{name} kann nicht geschlossen werden</translation>
    </message>
    <message>
        <source>{name} cannot be deleted</source>
        <translation>{name} kann nicht gelöscht werden</translation>
    </message>
    <message>
        <source>{name} cannot be opened</source>
        <translation>{name} kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{name} cannot be read: {error}.</source>
        <translation>{name} ist nicht lesbar: {error}.</translation>
    </message>
    <message>
        <source>{name} cannot be the processed clip</source>
        <translation>{name} kann nicht der bearbeitete Clip sein</translation>
    </message>
    <message>
        <source>{name} cannot be used as a keyframe</source>
        <translation>{name} ist nicht als Schlüsselbild verwendbar</translation>
    </message>
    <message>
        <source>{name} did not start.</source>
        <translation>{name} ist nicht gestartet.</translation>
    </message>
    <message>
        <source>{name} does not look like frame {frame}; check that it is at the right place.</source>
        <translation>{name} sieht nicht aus wie Bild {frame}; bitte prüfen, ob die Stelle stimmt.</translation>
    </message>
    <message>
        <source>{name} has no color; what is propagated stays gray.</source>
        <translation>{name} hat keine Farbe; was ausgebreitet wird, bleibt grau.</translation>
    </message>
    <message>
        <source>{name} has no frames to compare with.</source>
        <translation>{name} hat keine Bilder zum Vergleichen.</translation>
    </message>
    <message>
        <source>{name} has no frames to show.</source>
        <translation>{name} hat keine Bilder zu zeigen.</translation>
    </message>
    <message>
        <source>{name} has no other frames to show between in and out.</source>
        <translation>{name} hat zwischen In und Out keine anderen Bilder zu zeigen.</translation>
    </message>
    <message>
        <source>{name} has {count} frames and the film {count2}</source>
        <translation>{name} hat {count} Bilder und der Film {count2}</translation>
    </message>
    <message>
        <source>{name} holds light brighter than white; to keep it, choose HDR as what is propagated first.</source>
        <translation>{name} enthält Licht, das heller als Weiß ist; um es zu behalten, zuerst HDR als das wählen, was übertragen wird.</translation>
    </message>
    <message>
        <source>{name} is no film of mattes: the objects in it are to be white or gray on black.</source>
        <translation>{name} ist kein Film mit Matten: die Objekte darin müssen weiß oder grau auf Schwarz sein.</translation>
    </message>
    <message>
        <source>{name} is not a project.</source>
        <translation>{name} ist kein Projekt.</translation>
    </message>
    <message>
        <source>{name} is shown on {run}.</source>
        <translation>{name} ist zu sehen: {run}.</translation>
    </message>
    <message>
        <source>{name} is the processed version of this film now.</source>
        <translation>{name} ist jetzt die bearbeitete Fassung dieses Films.</translation>
    </message>
    <message>
        <source>{name} is there already.</source>
        <translation>{name} ist schon da.</translation>
    </message>
    <message>
        <source>{name} is worked on.</source>
        <translation>{name} ist in Arbeit.</translation>
    </message>
    <message>
        <source>{name} is {shape}×{shape2} and has another shape than the film, {width}×{height}.</source>
        <translation>{name} ist {shape}×{shape2} und hat ein anderes Seitenverhältnis als der Film, {width}×{height}.</translation>
    </message>
    <message>
        <source>{name} is {shape}×{shape2} and the film {shape3}×{shape4}: it was laid onto the frame, and the frame&apos;s own light was kept.</source>
        <translation>{name} ist {shape}×{shape2} und der Film {shape3}×{shape4}: Das Bild wurde daraufgelegt, die Helligkeit des Films blieb erhalten.</translation>
    </message>
    <message>
        <source>{name} is {shape}×{shape2}; it was made {width}×{height} as the film.</source>
        <translation>{name} ist {shape}×{shape2}; auf die Größe des Films gebracht: {width}×{height}.</translation>
    </message>
    <message>
        <source>{name} made masks; the shot still shows its picture.</source>
        <translation>{name} ergab Masken; die Einstellung zeigt weiterhin ihr Bild.</translation>
    </message>
    <message>
        <source>{name} marks no object: all of it is background.</source>
        <translation>{name} markiert kein Objekt: Alles ist Hintergrund.</translation>
    </message>
    <message>
        <source>{name} still works on these frames; accept them when it has ended.</source>
        <translation>{name} rechnet noch an diesen Bildern; annehmen, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>{name} was deleted.</source>
        <translation>{name} wurde gelöscht.</translation>
    </message>
    <message>
        <source>{name} was written in {took}: {told}.</source>
        <translation>{name} wurde in {took} geschrieben: {told}.</translation>
    </message>
    <message>
        <source>{name} was written. Color it and save it; it comes back by itself.</source>
        <translation>{name} wurde geschrieben. Kolorieren und speichern; das Bild kommt von selbst zurück.</translation>
    </message>
    <message>
        <source>{name}&apos;s weights</source>
        <translation>Gewichte von {name}</translation>
    </message>
    <message>
        <source>{name}, {place}; Return takes it</source>
        <translation>{name}, {place}; Enter nimmt sie</translation>
    </message>
    <message>
        <source>{name}: RGB </source>
        <translation>{name}: RGB </translation>
    </message>
    <message>
        <source>{name}: its name has no number of a frame of this film.</source>
        <translation>{name}: Der Name enthält keine Nummer eines Bildes dieses Films.</translation>
    </message>
    <message>
        <source>{name}: label {label} in mask pictures. Double-click to rename it.</source>
        <translation>{name}: Wert {label} in Maskenbildern. Doppelklick benennt es um.</translation>
    </message>
    <message>
        <source>{name}: linear {light}</source>
        <translation>{name}: linear {light}</translation>
    </message>
    <message>
        <source>{name}: {error}. Your work so far is kept; copying the details helps to find why.</source>
        <translation>{name}: {error}. Ihre bisherige Arbeit bleibt erhalten; das Kopieren der Details hilft, die Ursache zu finden.</translation>
    </message>
    <message>
        <source>{name}; click to paint with it.</source>
        <translation>{name}; klicken, um damit zu malen.</translation>
    </message>
    <message>
        <source>{name}[*] - Tintloom</source>
        <translation>{name}[*] - Tintloom</translation>
    </message>
    <message>
        <source>{other} goes to this frame already.</source>
        <translation>{other} gehört schon zu diesem Filmbild.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {geterror}.</source>
        <translation>{path} kann nicht geschrieben werden: {geterror}.</translation>
    </message>
    <message>
        <source>{path} cannot be written: {value}.</source>
        <translation>{path} kann nicht geschrieben werden: {value}.</translation>
    </message>
    <message>
        <source>{place} It is the first one again.</source>
        <translation>{place} Das ist wieder das erste.</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>{run_id}: paused</source>
        <translation>{run_id}: pausiert</translation>
    </message>
    <message>
        <source>{run} failed</source>
        <translation>{run} ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>{says} frame {frame}, but what it shows is nearer to frame {other}.</source>
        <translation>{says} Bild {frame}, der Inhalt passt aber eher zu Bild {other}.</translation>
    </message>
    <message>
        <source>{shape} ΔE {length:.1f} long: the color of {what}{of} differs most between frames {first} and {last}, over {seen}.{more}</source>
        <translation>{shape} ΔE {length:.1f} lang: {what}{of} unterscheidet sich farblich am stärksten zwischen Bild {first} und {last}, gemessen über {seen}.{more}</translation>
    </message>
    <message>
        <source>{share:.0%} of the picture</source>
        <translation>{share:.0%} des Bildes</translation>
    </message>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} und {last}</translation>
    </message>
    <message>
        <source>{stage}, {time} left</source>
        <translation>{stage}, noch {time}</translation>
    </message>
    <message>
        <source>{stem}  (not found)</source>
        <translation>{stem}  (nicht gefunden)</translation>
    </message>
    <message>
        <source>{text} with this sensitivity</source>
        <translation>{text} bei dieser Empfindlichkeit</translation>
    </message>
    <message>
        <source>{text}: frame {frames}</source>
        <translation>{text}: Bild {frames}</translation>
    </message>
    <message>
        <source>{title} needs a processed clip.</source>
        <translation>{title} braucht einen bearbeiteten Clip.</translation>
    </message>
    <message>
        <source>{title} needs a processed clip; attach what was made of this film first.</source>
        <translation>{title} braucht einen bearbeiteten Clip; erst zuordnen, was aus diesem Film gemacht wurde.</translation>
    </message>
    <message>
        <source>{told} Have a look at {doubtful}; nothing is changed yet.</source>
        <translation>{told} Noch anzusehen: {doubtful}; bisher ist nichts geändert.</translation>
    </message>
    <message>
        <source>{told}; the first {length} were used.</source>
        <translation>{told}; verwendet wurden die ersten {length}.</translation>
    </message>
    <message>
        <source>{value} are accepted already.</source>
        <translation>Schon angenommen: {value}.</translation>
    </message>
    <message>
        <source>{value} mask of {name}</source>
        <translation>{value}: Maske von {name}</translation>
    </message>
    <message>
        <source>{what}: it has no color in any frame yet.</source>
        <translation>{what}: noch in keinem Bild eine Farbe.</translation>
    </message>
    <message>
        <source>ΔE {delta_e:.1f} to keyframe</source>
        <translation>ΔE {delta_e:.1f} zum Schlüsselbild</translation>
    </message>
    <message>
        <source>⚑ Drifts in {places}</source>
        <translation>⚑ Driftet ab in {places}</translation>
    </message>
</context>
</TS>
