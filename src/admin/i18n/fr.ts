import type { Translation } from "./en"

export const fr: Translation = {
  title: "Fidélité",
  subtitle: "Points et avantages au paiement, pour chacune de vos boutiques.",
  state: {
    needs_setup: "À configurer",
    off: "Désactivée",
    on: "Activée",
    unreachable: "Système injoignable",
  },
  actions: {
    edit: "Modifier",
    setUp: "Configurer",
    cancel: "Annuler",
    save: "Enregistrer",
    retry: "Réessayer",
    replace: "Remplacer",
    keep: "Garder ceux enregistrés",
    test: "Tester la connexion",
    more: "Plus de paramètres",
    less: "Moins de paramètres",
    menu: "Actions de fidélité",
  },
  fields: {
    store: "Boutique",
    switch: "Fidélité au paiement",
    provider_id: "Système",
    participant_id: "ID de participant",
    site_id: "ID de site",
    credentials: "Identifiants",
    client_id: "ID client",
    client_secret: "Secret client",
    finalize_on: "Les points sont enregistrés",
    sales_channel_ids: "Canaux de vente",
    settings: "Paramètres du système (JSON)",
    api_url: "Adresse du système",
    token_url: "Adresse des jetons",
    token_auth_style: "Façon de s’authentifier",
    token_header: "En-tête du jeton",
    phone_format: "Format des numéros de téléphone",
    channel_id: "ID de canal",
    time_zone: "Fuseau horaire",
    age_gate: "Demander l’âge quand un avantage l’exige",
    supports_reverse: "Reprend les points après un retour",
    supports_cancel: "Ferme les sessions abandonnées",
    supports_enroll: "Inscrit de nouveaux membres",
    supports_history: "Montre aux membres leur historique",
    auto_enroll: "Inscrire automatiquement les nouveaux clients",
    notification_channel: "Canal de notification {{number}}",
    notification_template: "Modèle de notification {{number}}",
  },
  hints: {
    switchOn: "Les clients peuvent s’identifier et recevoir des avantages.",
    switchOff: "Les clients ne voient rien de la fidélité.",
    switchSetUp: "Configurez d’abord la boutique.",
    participant_id: "Votre entreprise dans le système, comme son opérateur vous l’a donnée.",
    site_id: "Cette boutique dans le système.",
    api_url: "Vide : l’adresse de la configuration du serveur.",
    token_url: "Vide : /oauth/token à l’adresse du système.",
    time_zone: "De la boutique ; décide du jour auquel compte un achat.",
    age_gate: "Le système dit quels produits sont pour adultes.",
    supports_reverse:
      "Sans cela, les retours après l’enregistrement apparaissent sous Régularisations.",
    supports_cancel: "Sans cela, les sessions expirent simplement dans le système.",
    supports_enroll: "Nécessaire pour faire membres les nouveaux clients.",
    supports_history: "Le système peut lister les achats antérieurs d’un membre.",
    auto_enroll: "Demande un système qui inscrit des membres.",
    notification:
      "Prévient les membres, par les notifications de Medusa, quand leurs points sont enregistrés. Une par canal, par exemple e-mail et push.",
    sales_channels: "Les commandes de ces canaux de vente appartiennent à cette boutique.",
    settings: "La documentation de ce système dit ce qu’il connaît.",
  },
  choices: {
    default: "Par défaut",
    basic: "Authentification basique",
    body: "Dans le corps de la requête",
    authorization: "Authorization: Bearer",
    access_token: "access_token",
    nanp: "Dix chiffres (Amérique du Nord)",
    e164: "International (E.164)",
  },
  providers: { pdi: "PDI" },
  finalize: {
    fulfillment: {
      label: "Quand tout est préparé",
      description: "Recommandé. Les membres reçoivent des points pour ce qui a vraiment été remis.",
    },
    delivery: {
      label: "Quand tout est livré",
      description: "Les points attendent que vous marquiez la commande comme livrée.",
    },
    order_completed: {
      label: "Quand la commande est terminée",
      description: "Les points attendent que vous terminiez la commande dans Medusa.",
    },
    order_placed: {
      label: "Juste après l’achat",
      description:
        "Les membres reçoivent leurs points aussitôt. Les annulations ultérieures sont à reprendre.",
    },
  },
  sections: {
    store: "Boutique",
    storeHint: "Comment le système connaît cette boutique.",
    connection: "Connexion",
    connectionHint: "Où est le système, et comment votre boutique s’authentifie.",
    booking: "Enregistrement des points",
    bookingHint: "Aucun point n’est enregistré tant qu’une commande n’est pas payée.",
    channels: "Canaux de vente",
    more: "Plus de paramètres",
    features: "Ce que le système sait faire",
    featuresHint: "Demandez à son opérateur. Ce qui est désactivé n’est pas utilisé.",
    messages: "Messages aux membres",
  },
  credentials: {
    none: "Aucun enregistré pour cette boutique",
    saved: "Enregistrés",
    savedAs: "ID client {{hint}}",
    again:
      "L’adresse a changé : saisissez à nouveau les identifiants, pour qu’ils ne partent nulle part sans votre accord.",
    writeOnly: "Enregistrés chiffrés et plus jamais affichés.",
    optional: "Vide : les identifiants de la configuration du serveur.",
  },
  channels: {
    none: "Aucun choisi",
    noneHint: "Les commandes du canal de vente par défaut de la boutique comptent.",
    search: "Rechercher des canaux de vente",
    found: "Aucun canal de vente trouvé.",
    owner: "Appartient à {{store}}",
    vanished: "Supprimé dans Medusa",
    selected_one: "{{count}} choisi",
    selected_other: "{{count}} choisis",
    failed: "Les canaux de vente n’ont pas pu être chargés.",
  },
  edit: {
    setUpTitle: "Configurer la fidélité de {{store}}",
    title: "Modifier la fidélité de {{store}}",
    description: "Système, identifiants et règles de cette boutique.",
    saved: "Fidélité de {{store}} enregistrée",
    conflict:
      "Quelqu’un d’autre a enregistré cette boutique entre-temps. Fermez, regardez le changement, réessayez.",
    notJson: "Ce n’est pas un objet JSON.",
    wrong: "Certains champs demandent votre attention.",
  },
  switch: {
    on: "La fidélité de {{store}} est activée",
    off: "La fidélité de {{store}} est désactivée",
    confirmTitle: "Désactiver la fidélité de {{store}} ?",
    confirmText:
      "Les clients ne pourront plus s’identifier ni recevoir d’avantages. Les commandes déjà passées seront quand même enregistrées.",
    confirm: "Désactiver",
    incomplete: "La fidélité n’a pas pu être activée : il manque quelque chose.",
  },
  guard: {
    takenTitle: "Aucune boutique ne peut encore être activée",
    taken:
      "Un autre plugin ou votre propre code occupe le hook completeCart.validate : personne ne vérifierait les remises quand un prestataire de paiement termine un panier.",
    takenSteps:
      "Demandez à votre développeur d’y appeler assertLoyaltyDiscounts, de mettre l’option completion_guard du plugin sur « host » et de redémarrer Medusa.",
    failedTitle: "Aucune boutique ne peut être activée",
    failed:
      "La vérification des remises à la fin du paiement n’a pas pu être mise en place. Le journal du serveur dit pourquoi ; corrigez et redémarrez Medusa.",
  },
  unreachable: {
    title: "Le système ne sert pas cette boutique en ce moment",
    text: "Entre-temps les clients achètent à plein tarif, et les points sont enregistrés au retour du système.",
  },
  setup: {
    title: "Cette boutique n’a pas encore de fidélité",
    text: "Reliez-la à votre système ; rien ne change pour les clients avant l’activation.",
    finish: "L’ID de participant ou l’ID de site manque.",
  },
  test: {
    title: "Connexion",
    never: "S’authentifie auprès du système avec ce qui est enregistré et demande s’il est prêt.",
    ok: "Le système répond.",
    failed: "La connexion ne fonctionne pas encore.",
    skipped: "Pas essayé",
    latency: "{{ms}} ms",
    steps: { token: "S’authentifier auprès du système", status: "Demander son état au système" },
    advice: {
      auth_failed:
        "Le système a refusé l’ID client ou le secret client. Remplacez les identifiants ; vérifiez qu’ils sont de cet environnement.",
      forbidden:
        "Le système connaît les identifiants, mais pas pour ce participant et ce site. Vérifiez les deux ID, ou demandez à l’opérateur de les autoriser.",
      unavailable:
        "Personne n’a répondu à l’adresse du système. Vérifiez-la ; si elle est juste, le système ou le chemin vers lui est en panne.",
      timeout: "Le système a mis trop de temps. Réessayez ; si cela dure, prévenez son opérateur.",
      circuit_open:
        "Le système a échoué plusieurs fois de suite et reste un moment au repos. Réessayez dans une minute.",
      rate_limited: "Le système demande d’aller moins vite. Réessayez dans une minute.",
      protocol_error:
        "Quelque chose a répondu, mais pas un système de fidélité. Vérifiez l’adresse du système et celle des jetons.",
      invalid_request:
        "Le système n’a pas accepté la requête. Vérifiez les ID de participant, de site et de canal.",
      not_supported: "On ne peut pas demander son état à ce système.",
      credentials_unreadable:
        "Les identifiants enregistrés ne s’ouvrent plus : la clé de chiffrement du serveur a changé. Saisissez-les à nouveau.",
      invalid_settings:
        "Les paramètres enregistrés ne conviennent pas à ce système. Ouvrez Modifier et enregistrez-les à nouveau.",
      other:
        "Le système a refusé avec le code {{code}}. Son opérateur peut dire ce qu’il signifie.",
    },
  },
  empty: {
    noStores: "Il n’y a pas encore de boutique",
    noStoresText: "La fidélité appartient à une boutique. Créez-en une, puis revenez.",
    noProviders: "Aucun système de fidélité n’est enregistré",
    noProvidersText:
      "Demandez à votre développeur d’en ajouter un aux options du plugin dans medusa-config.ts.",
  },
  load: { failed: "La fidélité n’a pas pu être chargée" },
  issues: {
    required: "Obligatoire.",
    empty: "Ne doit pas être vide.",
  },
}
