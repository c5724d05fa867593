import {
  ArrowDownTray,
  EllipsisHorizontal,
  Link as LinkIcon,
  Trash,
  XCircle,
} from "@medusajs/icons"
import { DropdownMenu, IconButton, toast } from "@medusajs/ui"
import { useState } from "react"

import type { AdminLoyaltyMember } from "../../../types/http/admin"
import {
  useEraseLoyaltyMember,
  useExportLoyaltyMember,
  useUnlinkLoyaltyMember,
} from "../../hooks/api/loyalty-members"
import { saveAsJson } from "../../lib/save-file"
import { useMessages } from "../../lib/use-messages"
import { ReasonDrawer } from "../reason-drawer"
import { LinkDrawer } from "./link-drawer"

const ITEM = "[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"

/** Which question is open. It stays the same one while its answer changes the member. */
type Asking = "link" | "unlink" | "export" | "erase" | null

interface MemberPart {
  member: AdminLoyaltyMember
}

interface DrawerProps extends MemberPart {
  open: boolean
  onClose: () => void
}

/** Link or unlink, export, erase; each stands in the audit. Nothing is left to do after an erasure. */
export const MemberActions = ({ member }: MemberPart) => {
  const t = useMessages()
  const [asking, setAsking] = useState<Asking>(null)
  const drawerOf = (question: Asking): DrawerProps => ({
    member,
    open: asking === question,
    onClose: () => setAsking(null),
  })
  if (member.erased_at) {
    return null
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenu.Trigger asChild>
          <IconButton size="small" variant="transparent" aria-label={t("members.actions")}>
            <EllipsisHorizontal />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content>
          <DropdownMenu.Item
            className={ITEM}
            onClick={() => setAsking(member.customer_id ? "unlink" : "link")}
          >
            {member.customer_id ? <XCircle /> : <LinkIcon />}
            <span>{t(member.customer_id ? "members.unlink" : "members.link")}</span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onClick={() => setAsking("export")}>
            <ArrowDownTray />
            <span>{t("members.export")}</span>
          </DropdownMenu.Item>
          <DropdownMenu.Separator />
          <DropdownMenu.Item className={ITEM} onClick={() => setAsking("erase")}>
            <Trash />
            <span>{t("members.erase")}</span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu>
      <LinkDrawer {...drawerOf("link")} />
      <UnlinkDrawer {...drawerOf("unlink")} />
      <ExportDrawer {...drawerOf("export")} />
      <EraseDrawer {...drawerOf("erase")} />
    </>
  )
}

const UnlinkDrawer = ({ member, open, onClose }: DrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useUnlinkLoyaltyMember(member.id, {
    onSuccess: () => {
      toast.success(t("members.unlinked"))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={open}
      title={t("members.unlinkTitle")}
      description={t("members.unlinkText")}
      confirm={t("members.unlink")}
      isDangerous
      isPending={isPending}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  )
}

const ExportDrawer = ({ member, open, onClose }: DrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useExportLoyaltyMember(member.id, {
    onSuccess: ({ member_export }) => {
      saveAsJson(`loyalty-${member.id}.json`, member_export)
      toast.success(t("members.exported"))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={open}
      title={t("members.exportTitle")}
      description={t("members.exportText")}
      confirm={t("members.export")}
      isPending={isPending}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  )
}

const EraseDrawer = ({ member, open, onClose }: DrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useEraseLoyaltyMember(member.id, {
    onSuccess: ({ erasure }) => {
      toast.success(t(`members.eraseDone.${erasure.status}`))
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={open}
      title={t("members.eraseTitle")}
      description={t("members.eraseText")}
      confirm={t("members.erase")}
      isDangerous
      isPending={isPending}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  )
}
