import type { Translation } from "./en"

export const es: Translation = {
  title: "Fidelización",
  subtitle: "Puntos y recompensas al pagar, para cada una de sus tiendas.",
  state: {
    needs_setup: "Sin configurar",
    off: "Desactivado",
    on: "Activado",
    unreachable: "Sistema inaccesible",
  },
  actions: {
    edit: "Editar",
    setUp: "Configurar",
    cancel: "Cancelar",
    save: "Guardar",
    retry: "Reintentar",
    replace: "Reemplazar",
    keep: "Conservar las guardadas",
    test: "Probar la conexión",
    more: "Más ajustes",
    less: "Menos ajustes",
    menu: "Acciones de fidelización",
  },
  fields: {
    store: "Tienda",
    switch: "Fidelización al pagar",
    provider_id: "Sistema",
    participant_id: "ID de participante",
    site_id: "ID de establecimiento",
    credentials: "Credenciales",
    client_id: "ID de cliente",
    client_secret: "Secreto de cliente",
    finalize_on: "Los puntos se registran",
    sales_channel_ids: "Canales de venta",
    settings: "Ajustes del sistema (JSON)",
    api_url: "Dirección del sistema",
    token_url: "Dirección de tokens",
    token_auth_style: "Forma de autenticarse",
    token_header: "Cabecera del token",
    phone_format: "Formato de los teléfonos",
    channel_id: "ID de canal",
    time_zone: "Zona horaria",
    age_gate: "Preguntar la edad cuando una recompensa lo exija",
    supports_reverse: "Retira puntos tras devoluciones",
    supports_cancel: "Cierra sesiones abandonadas",
    supports_enroll: "Inscribe a nuevos miembros",
    supports_history: "Muestra a los miembros su historial",
    auto_enroll: "Inscribir automáticamente a los clientes nuevos",
    notification_channel: "Canal de notificación {{number}}",
    notification_template: "Plantilla de notificación {{number}}",
  },
  hints: {
    switchOn: "Los clientes pueden identificarse y recibir recompensas.",
    switchOff: "Los clientes no ven nada de fidelización.",
    switchSetUp: "Configure primero la tienda.",
    participant_id: "Su empresa en el sistema, tal como se la dio el operador.",
    site_id: "Esta tienda en el sistema.",
    api_url: "Vacío: la dirección de la configuración del servidor.",
    token_url: "Vacío: /oauth/token en la dirección del sistema.",
    time_zone: "De la tienda; decide en qué día cuenta una compra.",
    age_gate: "El sistema dice qué productos son para adultos.",
    supports_reverse:
      "Sin ello, las devoluciones tras el registro aparecen en Ajustes para que las resuelva.",
    supports_cancel: "Sin ello, las sesiones simplemente caducan en el sistema.",
    supports_enroll: "Necesario para hacer miembros a los clientes nuevos.",
    supports_history: "El sistema puede listar las compras anteriores de un miembro.",
    auto_enroll: "Necesita un sistema que inscriba miembros.",
    notification:
      "Avisa a los miembros, mediante Medusa, cuando se registran sus puntos. Una por canal, por ejemplo correo y push.",
    sales_channels: "Los pedidos de estos canales de venta pertenecen a esta tienda.",
    settings: "La documentación de este sistema dice qué ajustes conoce.",
  },
  choices: {
    default: "Predeterminado",
    basic: "Autenticación básica",
    body: "En el cuerpo de la petición",
    authorization: "Authorization: Bearer",
    access_token: "access_token",
    nanp: "Diez cifras (Norteamérica)",
    e164: "Internacional (E.164)",
  },
  providers: { pdi: "PDI" },
  finalize: {
    fulfillment: {
      label: "Cuando todo está preparado",
      description: "Recomendado. Los miembros reciben puntos por lo que realmente se entregó.",
    },
    delivery: {
      label: "Cuando todo está entregado",
      description: "Los puntos esperan hasta que marque el pedido como entregado.",
    },
    order_completed: {
      label: "Cuando el pedido se completa",
      description: "Los puntos esperan hasta que complete el pedido en Medusa.",
    },
    order_placed: {
      label: "Justo después de la compra",
      description:
        "Los miembros reciben puntos al instante. Las cancelaciones posteriores deben deshacerse.",
    },
  },
  sections: {
    store: "Tienda",
    storeHint: "Cómo conoce el sistema esta tienda.",
    connection: "Conexión",
    connectionHint: "Dónde está el sistema y cómo se autentica su tienda.",
    booking: "Registro de puntos",
    bookingHint: "Nunca se registran puntos mientras un pedido no está pagado.",
    channels: "Canales de venta",
    more: "Más ajustes",
    features: "Lo que el sistema puede hacer",
    featuresHint: "Pregunte al operador del sistema. Lo desactivado no se usa.",
    messages: "Mensajes a los miembros",
  },
  credentials: {
    none: "Ninguna guardada para esta tienda",
    saved: "Guardadas",
    savedAs: "ID de cliente {{hint}}",
    again:
      "La dirección cambió: introduzca de nuevo las credenciales, para que no vayan a ningún sitio sin permiso.",
    writeOnly: "Se guardan cifradas y no vuelven a mostrarse.",
    optional: "Vacío: las credenciales de la configuración del servidor.",
  },
  channels: {
    none: "Ninguno elegido",
    noneHint: "Cuentan los pedidos del canal de venta predeterminado de la tienda.",
    search: "Buscar canales de venta",
    found: "No se encontró ningún canal de venta.",
    owner: "Pertenece a {{store}}",
    vanished: "Eliminado en Medusa",
    selected_one: "{{count}} elegido",
    selected_other: "{{count}} elegidos",
    failed: "No se pudieron cargar los canales de venta.",
  },
  edit: {
    setUpTitle: "Configurar la fidelización de {{store}}",
    title: "Editar la fidelización de {{store}}",
    description: "Sistema, credenciales y reglas de esta tienda.",
    saved: "Fidelización de {{store}} guardada",
    conflict:
      "Otra persona guardó esta tienda mientras tanto. Cierre, revise el cambio e inténtelo de nuevo.",
    notJson: "Esto no es un objeto JSON.",
    wrong: "Algunos campos necesitan su atención.",
  },
  switch: {
    on: "La fidelización de {{store}} está activada",
    off: "La fidelización de {{store}} está desactivada",
    confirmTitle: "¿Desactivar la fidelización de {{store}}?",
    confirmText:
      "Los clientes ya no podrán identificarse ni recibir recompensas. Los pedidos ya hechos se registrarán igualmente.",
    confirm: "Desactivar",
    incomplete: "No se pudo activar la fidelización: falta algo.",
  },
  guard: {
    takenTitle: "Todavía no se puede activar ninguna tienda",
    taken:
      "Otro plugin o su propio código ocupa el hook completeCart.validate, así que nadie comprobaría los descuentos cuando un proveedor de pagos completa un carrito.",
    takenSteps:
      'Pida a su equipo técnico que llame a assertLoyaltyDiscounts en ese manejador, ponga la opción completion_guard del plugin en "host" y reinicie Medusa.',
    failedTitle: "No se puede activar ninguna tienda",
    failed:
      "No se pudo registrar la comprobación de descuentos al completar. El registro del servidor dice por qué; corríjalo y reinicie Medusa.",
  },
  unreachable: {
    title: "El sistema no atiende esta tienda en este momento",
    text: "Mientras tanto los clientes compran a precio completo, y los puntos se registran cuando el sistema vuelve.",
  },
  setup: {
    title: "Esta tienda aún no tiene fidelización",
    text: "Conéctela a su sistema; nada cambia para los clientes hasta que la active.",
    finish: "Falta el ID de participante o el ID de establecimiento.",
  },
  test: {
    title: "Conexión",
    never: "Se autentica en el sistema con lo guardado y pregunta si está listo.",
    ok: "El sistema responde.",
    failed: "La conexión todavía no funciona.",
    skipped: "No se intentó",
    latency: "{{ms}} ms",
    steps: { token: "Autenticarse en el sistema", status: "Preguntar al sistema por su estado" },
    advice: {
      auth_failed:
        "El sistema rechazó el ID o el secreto de cliente. Reemplace las credenciales y compruebe que son de este entorno.",
      forbidden:
        "El sistema conoce las credenciales, pero no para este participante y establecimiento. Revise ambos ID o pida al operador que los autorice.",
      unavailable:
        "Nadie respondió en la dirección del sistema. Revísela; si es correcta, el sistema o el camino hasta él está caído.",
      timeout: "El sistema tardó demasiado. Inténtelo de nuevo; si persiste, avise al operador.",
      circuit_open:
        "El sistema falló varias veces seguidas y se le deja descansar un rato. Inténtelo de nuevo en un minuto.",
      rate_limited: "El sistema pide ir más despacio. Inténtelo de nuevo en un minuto.",
      protocol_error:
        "Algo respondió, pero no un sistema de fidelización. Revise la dirección del sistema y la de tokens.",
      invalid_request:
        "El sistema no aceptó la petición. Revise los ID de participante, establecimiento y canal.",
      not_supported: "A este sistema no se le puede preguntar por su estado.",
      credentials_unreadable:
        "Las credenciales guardadas no se pueden abrir: cambió la clave de cifrado del servidor. Introdúzcalas de nuevo.",
      invalid_settings:
        "Los ajustes guardados no encajan con este sistema. Abra Editar y guárdelos de nuevo.",
      other: "El sistema rechazó con el código {{code}}. Su operador puede decir qué significa.",
    },
  },
  empty: {
    noStores: "Todavía no hay ninguna tienda",
    noStoresText: "La fidelización pertenece a una tienda. Cree una y vuelva.",
    noProviders: "No hay ningún sistema de fidelización registrado",
    noProvidersText:
      "Pida a su equipo técnico que añada uno a las opciones del plugin en medusa-config.ts.",
  },
  load: { failed: "No se pudo cargar la fidelización" },
  issues: {
    required: "Obligatorio.",
    empty: "No puede estar vacío.",
  },
}
