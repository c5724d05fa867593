import type { BooksTranslation } from "./en"

export const booksEs: BooksTranslation = {
  adjustments: {
    title: "Ajustes",
    subtitle: "Lo que ninguna llamada al sistema puede arreglar. El filtro muestra los resueltos.",
    search: "Últimas cuatro cifras, ID de pedido o de sesión",
    empty: "Nada que resolver",
    emptyText: "Los ajustes aparecen cuando no se puede decir al sistema qué pasó con un pedido.",
    since: "Desde",
    what: "Qué pasó",
    amount: "Importe",
    code: "Respuesta del sistema",
    state: { open: "Abierto", settled: "Resuelto" },
    settle: "Resolver",
    settleTitle: "¿Está resuelto?",
    settleText:
      "Arréglelo primero donde dice el texto de abajo. Después anote cómo, para que nadie lo haga dos veces.",
    settledDone: "Anotado como resuelto",
    show: "Resolver",
  },
  adjustmentAdvice: {
    discount_above_approval:
      "El pedido recibió más de lo que aprobó el sistema. No cobre a nadie; avise al operador del sistema o asúmalo.",
    discount_above_line:
      "Una línea recibió más de lo que cuesta. No cobre a nadie; avise al operador del sistema o asúmalo.",
    order_canceled_after_finalize:
      "Los puntos están registrados y el pedido ya no existe. Pida al operador del sistema que los retire.",
    returned_after_finalize:
      "Los puntos están registrados y la mercancía volvió. Pida al operador del sistema que los retire.",
    reward_rejected_at_finalize:
      "El cliente tiene la recompensa y el sistema no la registró. Pregunte a su operador por qué o asúmalo.",
    member_refused_at_finalize:
      "El pedido tiene su descuento, pero no puntos. Pregunte al operador del sistema qué pasa con el miembro.",
  },
  undecided: {
    title: "Pedidos sin decisión",
    subtitle: "Pedidos de miembros sin registro y sin final, según la última revisión.",
    empty: "Todos los pedidos están decididos",
    emptyText: "Un pedido que espera su entrega no aparece aquí.",
    why: "Por qué",
    foundAt: "Encontrado",
    seenAt: "Visto por última vez",
    reasons: {
      completion_unfinished: "La compra se interrumpió después de crear el pedido",
      placement_failed: "Su sesión no se pudo unir al pedido",
      finalize_missing: "No tiene registro de puntos y no se pudo crear",
      finalize_dead: "Se abandonó el registro de sus puntos",
      payment_missing: "Su pago nunca se autorizó",
    },
    advice: {
      completion_unfinished: "Vea si se pagó. Cancélelo o entréguelo sin fidelización.",
      placement_failed:
        "Infórmelo: el registro del servidor dice por qué. La próxima revisión lo intenta de nuevo.",
      finalize_missing:
        "Infórmelo: el registro del servidor dice por qué. La próxima revisión lo intenta de nuevo.",
      finalize_dead: "Abra su sesión, lea el error y envíe de nuevo.",
      payment_missing: "Haga que se pague o cancélelo: la próxima revisión decide.",
    },
  },
  differences: {
    title: "Diferencias con el sistema",
    subtitle: "Donde el sistema tiene anotado de un pedido algo distinto que nosotros.",
    empty: "Los libros coinciden",
    emptyText: "Se comparan una vez al día.",
    field: "Qué difiere",
    ours: "Aquí",
    theirs: "En el sistema",
    fields: {
      status: "Si está registrado",
      transaction_id: "Pedido",
      earned_points: "Puntos ganados",
      redeemed_points: "Puntos canjeados",
      receipt_id: "Recibo",
    },
  },
  doctor: {
    title: "Diagnóstico",
    text: "Qué impide que la fidelización funcione aquí, o lo impedirá; lo mismo dice `loyalty doctor`.",
    look: "Examinar de nuevo",
    nothing: "A esta instalación no le falta nada.",
    error: "Error",
    warning: "Aviso",
    checks: {
      keys: "Claves de módulos",
      tables: "Tablas",
      routes: "Rutas",
      workflows: "Workflows",
      hooks: "Hooks",
      secrets: "Secretos",
      redis: "Redis",
      migrations: "Migraciones",
      clock: "Reloj",
      sealing: "Sellado",
      engines: "Sistemas",
    },
  },
  jobName: {
    "archive-sessions": "Archivar sesiones antiguas",
    "clear-forgotten": "Borrar lo que nadie necesita",
    "drain-operations": "Enviar operaciones",
    "erase-members": "Borrar miembros",
    "expire-sessions": "Terminar sesiones caducadas",
    "reconcile-orders": "Comparar con los sistemas",
    "reseal-secrets": "Sellar los secretos de nuevo",
    "sweep-orders": "Buscar pedidos sin decisión",
  },
}
