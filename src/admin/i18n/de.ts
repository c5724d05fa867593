import type { Translation } from "./en"

export const de: Translation = {
  title: "Treueprogramm",
  subtitle: "Punkte und Prämien an der Kasse, für jeden Ihrer Shops.",
  state: {
    needs_setup: "Nicht eingerichtet",
    off: "Aus",
    on: "An",
    unreachable: "System nicht erreichbar",
  },
  actions: {
    edit: "Bearbeiten",
    setUp: "Einrichten",
    cancel: "Abbrechen",
    save: "Speichern",
    retry: "Erneut versuchen",
    replace: "Ersetzen",
    keep: "Gespeicherte behalten",
    test: "Verbindung testen",
    more: "Mehr Einstellungen",
    less: "Weniger Einstellungen",
    menu: "Aktionen des Treueprogramms",
  },
  fields: {
    store: "Shop",
    switch: "Treueprogramm an der Kasse",
    provider_id: "System",
    participant_id: "Teilnehmer-ID",
    site_id: "Standort-ID",
    credentials: "Zugangsdaten",
    client_id: "Client-ID",
    client_secret: "Client-Secret",
    finalize_on: "Punkte werden gebucht",
    sales_channel_ids: "Vertriebskanäle",
    settings: "Einstellungen des Systems (JSON)",
    api_url: "Adresse des Systems",
    token_url: "Adresse für Tokens",
    token_auth_style: "Art der Anmeldung",
    token_header: "Header für das Token",
    phone_format: "Format der Telefonnummern",
    channel_id: "Kanal-ID",
    time_zone: "Zeitzone",
    age_gate: "Nach dem Alter fragen, wo Prämien es verlangen",
    supports_reverse: "Nimmt Punkte nach Rückgaben zurück",
    supports_cancel: "Schließt abgebrochene Sitzungen",
    supports_enroll: "Nimmt neue Mitglieder auf",
    supports_history: "Zeigt Mitgliedern ihren Verlauf",
    auto_enroll: "Neue Kunden selbsttätig aufnehmen",
    notification_channel: "Kanal der Benachrichtigung {{number}}",
    notification_template: "Vorlage der Benachrichtigung {{number}}",
  },
  hints: {
    switchOn: "Kunden können sich ausweisen und Prämien erhalten.",
    switchOff: "Kunden sehen nichts vom Treueprogramm.",
    switchSetUp: "Richten Sie den Shop zuerst ein.",
    participant_id: "Ihr Unternehmen im System, wie es Ihnen der Betreiber nannte.",
    site_id: "Dieser Shop im System.",
    api_url: "Leer: die Adresse aus der Konfiguration des Servers.",
    token_url: "Leer: /oauth/token unter der Adresse des Systems.",
    time_zone: "Des Shops; bestimmt, an welchem Tag ein Einkauf zählt.",
    age_gate: "Das System sagt, welche Artikel nur für Erwachsene sind.",
    supports_reverse:
      "Ohne es stehen Rückgaben nach der Buchung unter Nacharbeiten, wo Sie sie erledigen.",
    supports_cancel: "Sonst laufen Sitzungen im System einfach ab.",
    supports_enroll: "Nötig, um neue Kunden zu Mitgliedern zu machen.",
    supports_history: "Das System kann frühere Einkäufe eines Mitglieds auflisten.",
    auto_enroll: "Braucht ein System, das Mitglieder aufnimmt.",
    notification:
      "Meldet Mitgliedern über Medusa, wenn ihre Punkte gebucht sind. Eine je Kanal, zum Beispiel E-Mail und Push.",
    sales_channels: "Bestellungen dieser Vertriebskanäle gehören zu diesem Shop.",
    settings: "Was das System kennt, steht in seiner Dokumentation.",
  },
  choices: {
    default: "Vorgabe",
    basic: "Basic-Authentifizierung",
    body: "Im Inhalt der Anfrage",
    authorization: "Authorization: Bearer",
    access_token: "access_token",
    nanp: "Zehn Ziffern (Nordamerika)",
    e164: "International (E.164)",
  },
  providers: { pdi: "PDI" },
  finalize: {
    fulfillment: {
      label: "Wenn alles ausgeführt ist",
      description: "Empfohlen. Mitglieder erhalten Punkte für das, was wirklich übergeben wurde.",
    },
    delivery: {
      label: "Wenn alles zugestellt ist",
      description: "Punkte warten, bis Sie die Bestellung als zugestellt markieren.",
    },
    order_completed: {
      label: "Wenn die Bestellung abgeschlossen ist",
      description: "Punkte warten, bis Sie die Bestellung in Medusa abschließen.",
    },
    order_placed: {
      label: "Gleich nach dem Kauf",
      description:
        "Mitglieder erhalten Punkte sofort. Spätere Stornierungen müssen zurückgebucht werden.",
    },
  },
  sections: {
    store: "Shop",
    storeHint: "Wie das System diesen Shop kennt.",
    connection: "Verbindung",
    connectionHint: "Wo das System ist und wie sich Ihr Shop anmeldet.",
    booking: "Buchung der Punkte",
    bookingHint: "Solange eine Bestellung unbezahlt ist, werden keine Punkte gebucht.",
    channels: "Vertriebskanäle",
    more: "Weitere Einstellungen",
    features: "Was das System kann",
    featuresHint: "Fragen Sie den Betreiber. Was aus ist, wird nicht benutzt.",
    messages: "Nachrichten an Mitglieder",
  },
  credentials: {
    none: "Keine für diesen Shop gespeichert",
    saved: "Gespeichert",
    savedAs: "Client-ID {{hint}}",
    again:
      "Die Adresse hat sich geändert: Geben Sie die Zugangsdaten erneut ein, damit sie nirgends ungefragt hingehen.",
    writeOnly: "Verschlüsselt gespeichert und nie wieder angezeigt.",
    optional: "Leer: die Zugangsdaten aus der Konfiguration des Servers.",
  },
  channels: {
    none: "Keine gewählt",
    noneHint: "Es zählen Bestellungen des Standard-Vertriebskanals des Shops.",
    search: "Vertriebskanäle suchen",
    found: "Kein Vertriebskanal gefunden.",
    owner: "Gehört zu {{store}}",
    vanished: "In Medusa gelöscht",
    selected_one: "{{count}} gewählt",
    selected_other: "{{count}} gewählt",
    failed: "Die Vertriebskanäle konnten nicht geladen werden.",
  },
  edit: {
    setUpTitle: "Treueprogramm von {{store}} einrichten",
    title: "Treueprogramm von {{store}} bearbeiten",
    description: "System, Zugangsdaten und Regeln dieses Shops.",
    saved: "Treueprogramm von {{store}} gespeichert",
    conflict:
      "Jemand anderes hat diesen Shop inzwischen gespeichert. Schließen, ansehen, erneut versuchen.",
    notJson: "Das ist kein JSON-Objekt.",
    wrong: "Einige Felder brauchen Ihre Aufmerksamkeit.",
  },
  switch: {
    on: "Treueprogramm von {{store}} ist an",
    off: "Treueprogramm von {{store}} ist aus",
    confirmTitle: "Treueprogramm von {{store}} ausschalten?",
    confirmText:
      "Kunden können sich nicht mehr ausweisen und erhalten keine Prämien. Bereits erteilte Bestellungen werden noch gebucht.",
    confirm: "Ausschalten",
    incomplete: "Das Treueprogramm konnte nicht eingeschaltet werden: Es fehlt etwas.",
  },
  guard: {
    takenTitle: "Noch kann kein Shop eingeschaltet werden",
    taken:
      "Ein anderes Plugin oder Ihr eigener Code belegt den Hook completeCart.validate. Niemand würde Rabatte prüfen, wenn ein Zahlungsanbieter einen Warenkorb abschließt.",
    takenSteps:
      'Bitten Sie Ihre Entwickler, dort assertLoyaltyDiscounts aufzurufen, die Plugin-Option completion_guard auf "host" zu setzen und Medusa neu zu starten.',
    failedTitle: "Es kann kein Shop eingeschaltet werden",
    failed:
      "Die Prüfung der Rabatte beim Abschluss konnte nicht eingerichtet werden. Das Protokoll des Servers nennt den Grund; beheben Sie ihn und starten Sie Medusa neu.",
  },
  unreachable: {
    title: "Das System bedient diesen Shop gerade nicht",
    text: "Kunden kaufen inzwischen zum vollen Preis, und Punkte werden gebucht, sobald das System wieder da ist.",
  },
  setup: {
    title: "Dieser Shop hat noch kein Treueprogramm",
    text: "Verbinden Sie ihn mit Ihrem System; für Kunden ändert sich nichts, bis Sie es einschalten.",
    finish: "Die Teilnehmer-ID oder die Standort-ID fehlt.",
  },
  test: {
    title: "Verbindung",
    never: "Meldet sich mit dem Gespeicherten beim System an und fragt, ob es bereit ist.",
    ok: "Das System antwortet.",
    failed: "Die Verbindung funktioniert noch nicht.",
    skipped: "Nicht versucht",
    latency: "{{ms}} ms",
    steps: { token: "Beim System anmelden", status: "Das System nach seinem Zustand fragen" },
    advice: {
      auth_failed:
        "Das System lehnte Client-ID oder Client-Secret ab. Ersetzen Sie die Zugangsdaten und prüfen Sie, ob sie für diese Umgebung gelten.",
      forbidden:
        "Das System kennt die Zugangsdaten, aber nicht für diesen Teilnehmer und Standort. Prüfen Sie beide IDs oder bitten Sie den Betreiber, sie freizugeben.",
      unavailable:
        "Unter der Adresse des Systems antwortete niemand. Prüfen Sie die Adresse; stimmt sie, ist das System oder der Weg dorthin gestört.",
      timeout:
        "Das System brauchte zu lange. Versuchen Sie es erneut; bleibt es so, sagen Sie es dem Betreiber.",
      circuit_open:
        "Das System versagte mehrmals hintereinander und wird eine Weile in Ruhe gelassen. Versuchen Sie es in einer Minute erneut.",
      rate_limited:
        "Das System bittet um weniger Anfragen. Versuchen Sie es in einer Minute erneut.",
      protocol_error:
        "Etwas antwortete, aber kein Treuesystem. Prüfen Sie die Adresse des Systems und die für Tokens.",
      invalid_request:
        "Das System nahm die Anfrage nicht an. Prüfen Sie Teilnehmer-ID, Standort-ID und Kanal-ID.",
      not_supported: "Dieses System kann nicht nach seinem Zustand gefragt werden.",
      credentials_unreadable:
        "Die gespeicherten Zugangsdaten lassen sich nicht öffnen: Der Schlüssel des Servers hat sich geändert. Geben Sie sie erneut ein.",
      invalid_settings:
        "Die gespeicherten Einstellungen passen nicht zu diesem System. Öffnen Sie Bearbeiten und speichern Sie sie neu.",
      other:
        "Das System lehnte mit dem Code {{code}} ab. Der Betreiber kann sagen, was das bedeutet.",
    },
  },
  empty: {
    noStores: "Es gibt noch keinen Shop",
    noStoresText: "Ein Treueprogramm gehört zu einem Shop. Legen Sie einen an.",
    noProviders: "Es ist kein Treuesystem registriert",
    noProvidersText:
      "Bitten Sie Ihre Entwickler, eines in den Plugin-Optionen in medusa-config.ts einzutragen.",
  },
  load: { failed: "Das Treueprogramm konnte nicht geladen werden" },
  issues: {
    required: "Pflichtfeld.",
    empty: "Darf nicht leer sein.",
  },
}
