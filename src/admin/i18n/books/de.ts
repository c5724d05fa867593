import type { BooksTranslation } from "./en"

export const booksDe: BooksTranslation = {
  adjustments: {
    title: "Nacharbeiten",
    subtitle: "Was kein Aufruf des Systems richten kann. Erledigtes zeigt der Filter.",
    search: "Letzte vier Ziffern oder Bestellnummer",
    empty: "Nichts zu erledigen",
    emptyText:
      "Nacharbeiten entstehen, wenn man dem System nicht sagen kann, was mit einer Bestellung war.",
    since: "Seit",
    what: "Was geschah",
    amount: "Betrag",
    code: "Antwort des Systems",
    state: { open: "Offen", settled: "Erledigt" },
    settle: "Erledigen",
    settleTitle: "Ist das erledigt?",
    settleText:
      "Richten Sie es zuerst dort, wo der Text unten es sagt. Notieren Sie dann, wie, damit niemand es doppelt tut.",
    settledDone: "Als erledigt notiert",
    show: "Erledigen",
  },
  adjustmentAdvice: {
    discount_above_approval:
      "Die Bestellung bekam mehr, als das System genehmigt hat. Belasten Sie niemanden; sagen Sie es dem Betreiber des Systems oder tragen Sie es selbst.",
    discount_above_line:
      "Eine Position bekam mehr, als sie kostet. Belasten Sie niemanden; sagen Sie es dem Betreiber des Systems oder tragen Sie es selbst.",
    order_canceled_after_finalize:
      "Die Punkte sind gebucht, die Bestellung ist weg. Bitten Sie den Betreiber des Systems, sie zurückzunehmen.",
    returned_after_finalize:
      "Die Punkte sind gebucht, die Ware kam zurück. Bitten Sie den Betreiber des Systems, sie zurückzunehmen.",
    reward_rejected_at_finalize:
      "Der Kunde hat die Prämie, das System hat sie nicht gebucht. Fragen Sie den Betreiber nach dem Grund oder tragen Sie es selbst.",
    finalize_unknown_at_cancel:
      "Die Bestellung ist weg, und niemand weiß, ob ihre Punkte gebucht sind. Fragen Sie den Betreiber des Systems; wenn ja, lassen Sie sie zurücknehmen.",
    member_refused_at_finalize:
      "Die Bestellung hat ihren Rabatt, aber keine Punkte. Fragen Sie den Betreiber, was mit dem Mitglied ist.",
  },
  undecided: {
    title: "Bestellungen ohne Entscheidung",
    subtitle: "Bestellungen von Mitgliedern ohne Buchung und ohne Ende, Stand des letzten Laufs.",
    empty: "Jede Bestellung ist entschieden",
    emptyText:
      "Eine Bestellung, die auf ihre Übergabe wartet, steht hier, sobald diese überfällig ist.",
    why: "Warum",
    foundAt: "Gefunden",
    seenAt: "Zuletzt gesehen",
    reasons: {
      completion_unfinished: "Der Kauf brach ab, nachdem die Bestellung entstanden war",
      placement_failed: "Ihre Sitzung ließ sich nicht mit ihr verbinden",
      finalize_missing: "Sie hat keine Buchung, und es ließ sich keine anlegen",
      finalize_dead: "Das Buchen ihrer Punkte wurde aufgegeben",
      payment_missing: "Ihre Zahlung wurde nie autorisiert",
      settlement_failed: "Was von ihr zurückkam, ließ sich nicht zurücknehmen",
      handover_overdue: "Niemand hat sie seit langem übergeben",
    },
    advice: {
      completion_unfinished:
        "Prüfen Sie, ob sie bezahlt ist. Stornieren Sie sie, oder liefern Sie sie ohne Treueprogramm.",
      placement_failed:
        "Melden Sie es: Das Protokoll des Servers sagt, warum. Der nächste Lauf versucht es erneut.",
      finalize_missing:
        "Melden Sie es: Das Protokoll des Servers sagt, warum. Der nächste Lauf versucht es erneut.",
      finalize_dead: "Öffnen Sie ihre Sitzung, lesen Sie den Fehler, senden Sie erneut.",
      payment_missing:
        "Lassen Sie sie bezahlen oder stornieren Sie sie: Der nächste Lauf entscheidet.",
      settlement_failed:
        "Melden Sie es: Das Protokoll des Servers sagt, warum. Der nächste Lauf versucht es erneut.",
      handover_overdue:
        "Übergeben Sie sie in Medusa, schließen Sie sie ab oder stornieren Sie sie: der nächste Durchgang entscheidet.",
    },
  },
  differences: {
    title: "Unterschiede zum System",
    subtitle: "Wo das System zu einer Bestellung etwas anderes verzeichnet hat als wir.",
    empty: "Die Bücher stimmen überein",
    emptyText: "Sie werden einmal am Tag verglichen.",
    field: "Was abweicht",
    ours: "Hier",
    theirs: "Beim System",
    fields: {
      status: "Ob sie gebucht ist",
      transaction_id: "Bestellung",
      earned_points: "Gesammelte Punkte",
      redeemed_points: "Eingelöste Punkte",
      receipt_id: "Beleg",
    },
  },
  health: {
    title: "Zustand",
    subtitle: "Ob alles da ist, was das Treueprogramm braucht. Alle halbe Minute neu geprüft.",
    status: { healthy: "Gesund", degraded: "Eingeschränkt", down: "Ausgefallen" },
    database: "Datenbank",
    redis: "Redis",
    noRedis: "Nicht verwendet",
    guard: "Prüfung beim Abschluss",
    guardState: {
      held: "Vorhanden",
      host: "Macht Ihr Shop",
      taken: "Von anderem Code belegt",
      failed: "Nicht registrierbar",
      pending: "Startet",
    },
    uptime: "Läuft seit",
    engines: "Systeme",
    enginesText: "Eine Zeile für jeden Shop, der an ist.",
    noEngines: "Kein Shop ist eingeschaltet.",
    breaker: { CLOSED: "Anfragen laufen", OPEN: "Anfragen pausiert", HALF_OPEN: "Neuer Versuch" },
    breakerTitle: "Anfragen",
    latency: "Antwortzeit",
    jobs: "Aufgaben",
    jobsText: "Der letzte Lauf jeder geplanten Aufgabe, in irgendeinem Prozess.",
    noJobs: "Noch keine Aufgabe ist gelaufen.",
    job: "Aufgabe",
    lastRun: "Letzter Lauf",
    outcome: "Ergebnis",
    outcomes: { ok: "Erledigt", failed: "Fehlgeschlagen", running: "Läuft", never: "–" },
    refresh: "Neu prüfen",
  },
  doctor: {
    title: "Diagnose",
    text: "Was das Treueprogramm hier behindert oder behindern wird; dasselbe sagt loyalty doctor.",
    look: "Erneut untersuchen",
    nothing: "An dieser Installation fehlt nichts.",
    error: "Fehler",
    warning: "Warnung",
    checks: {
      keys: "Modulschlüssel",
      tables: "Tabellen",
      routes: "Routen",
      workflows: "Workflows",
      hooks: "Hooks",
      secrets: "Geheimnisse",
      redis: "Redis",
      migrations: "Migrationen",
      clock: "Uhr",
      sealing: "Versiegelung",
      engines: "Systeme",
      database: "Datenbank",
      workers: "Worker",
    },
  },
  jobName: {
    "archive-sessions": "Alte Sitzungen ablegen",
    "clear-forgotten": "Überflüssiges löschen",
    "drain-operations": "Vorgänge senden",
    "erase-members": "Mitglieder löschen",
    "expire-sessions": "Abgelaufene Sitzungen beenden",
    "reconcile-orders": "Mit den Systemen vergleichen",
    "reseal-secrets": "Geheimnisse neu versiegeln",
    "sweep-orders": "Bestellungen ohne Entscheidung suchen",
  },
}
