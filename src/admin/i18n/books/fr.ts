import type { BooksTranslation } from "./en"

export const booksFr: BooksTranslation = {
  adjustments: {
    title: "Régularisations",
    subtitle:
      "Ce qu’aucun appel au système ne peut corriger. Le filtre montre celles qui sont réglées.",
    search: "Quatre derniers chiffres ou nº de commande",
    empty: "Rien à régler",
    emptyText:
      "Une régularisation apparaît quand on ne peut pas dire au système ce qu’est devenue une commande.",
    since: "Depuis",
    what: "Ce qui s’est passé",
    amount: "Montant",
    code: "Réponse du système",
    state: { open: "Ouverte", settled: "Réglée" },
    settle: "Régler",
    settleTitle: "Est-ce réglé ?",
    settleText:
      "Corrigez d’abord là où le texte ci-dessous le dit. Notez ensuite comment, pour que personne ne le fasse deux fois.",
    settledDone: "Noté comme réglé",
    show: "Régler",
  },
  adjustmentAdvice: {
    discount_above_approval:
      "La commande a reçu plus que ce que le système a approuvé. Ne facturez personne ; prévenez l’opérateur du système, ou prenez-le à votre charge.",
    discount_above_line:
      "Une ligne a reçu plus qu’elle ne coûte. Ne facturez personne ; prévenez l’opérateur du système, ou prenez-le à votre charge.",
    order_canceled_after_finalize:
      "Les points sont enregistrés, la commande n’existe plus. Demandez à l’opérateur du système de les reprendre.",
    returned_after_finalize:
      "Les points sont enregistrés, la marchandise est revenue. Demandez à l’opérateur du système de les reprendre.",
    reward_rejected_at_finalize:
      "Le client a l’avantage, le système ne l’a pas enregistré. Demandez à son opérateur pourquoi, ou prenez-le à votre charge.",
    finalize_unknown_at_cancel:
      "La commande n’existe plus, et nul ne sait si ses points ont été enregistrés. Demandez à l’opérateur du système ; si oui, faites-les reprendre.",
    member_refused_at_finalize:
      "La commande a sa remise, mais pas de points. Demandez à l’opérateur du système ce qu’il en est du membre.",
  },
  undecided: {
    title: "Commandes sans décision",
    subtitle: "Commandes de membres sans enregistrement et sans fin, selon le dernier contrôle.",
    empty: "Toutes les commandes sont décidées",
    emptyText: "Une commande qui attend sa remise est listée ici une fois le délai dépassé.",
    why: "Pourquoi",
    foundAt: "Trouvée",
    seenAt: "Vue pour la dernière fois",
    reasons: {
      completion_unfinished: "L’achat s’est interrompu après la création de la commande",
      placement_failed: "Sa session n’a pas pu lui être rattachée",
      finalize_missing: "Elle n’a pas d’enregistrement, et il n’a pas pu être créé",
      finalize_dead: "L’enregistrement de ses points a été abandonné",
      payment_missing: "Son paiement n’a jamais été autorisé",
      settlement_failed: "Ce qui en est revenu n’a pas pu être repris",
      handover_overdue: "Personne ne l’a remise depuis longtemps",
    },
    advice: {
      completion_unfinished: "Voyez si elle a été payée. Annulez-la, ou remettez-la sans fidélité.",
      placement_failed:
        "Signalez-le : le journal du serveur dit pourquoi. Le prochain contrôle réessaie.",
      finalize_missing:
        "Signalez-le : le journal du serveur dit pourquoi. Le prochain contrôle réessaie.",
      finalize_dead: "Ouvrez sa session, lisez l’erreur, envoyez à nouveau.",
      payment_missing: "Faites-la payer, ou annulez-la : le prochain contrôle décide.",
      settlement_failed:
        "Signalez-le : le journal du serveur dit pourquoi. Le prochain contrôle réessaie.",
      handover_overdue:
        "Remettez-la, terminez-la ou annulez-la dans Medusa : le prochain contrôle décide.",
    },
  },
  differences: {
    title: "Différences avec le système",
    subtitle: "Là où le système dit d’une commande autre chose que nous.",
    empty: "Les livres concordent",
    emptyText: "Ils sont comparés une fois par jour.",
    field: "Ce qui diffère",
    ours: "Ici",
    theirs: "Dans le système",
    fields: {
      status: "Si elle est enregistrée",
      transaction_id: "Commande",
      earned_points: "Points gagnés",
      redeemed_points: "Points utilisés",
      receipt_id: "Reçu",
    },
  },
  health: {
    title: "Santé",
    subtitle: "Si tout ce dont la fidélité a besoin est là. Regardé à nouveau chaque demi-minute.",
    status: { healthy: "En bonne santé", degraded: "Dégradé", down: "En panne" },
    database: "Base de données",
    redis: "Redis",
    noRedis: "Non utilisé",
    guard: "Vérification au paiement",
    guardState: {
      held: "En place",
      host: "Faite par votre boutique",
      taken: "Occupée par un autre code",
      failed: "N’a pas pu être mise en place",
      pending: "Démarrage",
    },
    uptime: "En marche depuis",
    engines: "Systèmes",
    enginesText: "Une ligne pour chaque boutique activée.",
    noEngines: "Aucune boutique n’est activée.",
    breaker: { CLOSED: "Appels actifs", OPEN: "Appels en pause", HALF_OPEN: "Nouvel essai" },
    breakerTitle: "Appels",
    latency: "Latence",
    jobs: "Tâches",
    jobsText: "La dernière exécution de chaque tâche planifiée, dans n’importe quel processus.",
    noJobs: "Aucune tâche n’a encore été exécutée.",
    job: "Tâche",
    lastRun: "Dernière exécution",
    outcome: "Résultat",
    outcomes: { ok: "Faite", failed: "Échouée", running: "En cours", never: "–" },
    refresh: "Regarder à nouveau",
  },
  doctor: {
    title: "Diagnostic",
    text: "Ce qui empêche la fidélité de fonctionner ici, ou l’empêchera ; comme le dit loyalty doctor.",
    look: "Examiner à nouveau",
    nothing: "Rien ne manque à cette installation.",
    error: "Erreur",
    warning: "Avertissement",
    checks: {
      keys: "Clés de module",
      tables: "Tables",
      routes: "Routes",
      workflows: "Workflows",
      hooks: "Hooks",
      secrets: "Secrets",
      redis: "Redis",
      migrations: "Migrations",
      clock: "Horloge",
      sealing: "Chiffrement",
      engines: "Systèmes",
      database: "Base de données",
      workers: "Workers",
    },
  },
  jobName: {
    "archive-sessions": "Archiver les anciennes sessions",
    "clear-forgotten": "Effacer ce qui ne sert plus",
    "drain-operations": "Envoyer les opérations",
    "erase-members": "Effacer des membres",
    "expire-sessions": "Terminer les sessions expirées",
    "reconcile-orders": "Comparer avec les systèmes",
    "reseal-secrets": "Chiffrer à nouveau les secrets",
    "sweep-orders": "Chercher les commandes sans décision",
  },
}
