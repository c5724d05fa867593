import type { DemoMember } from "../lib/demo-file"
import { requestJson } from "../lib/http"

interface BookedMember {
  memberId: string
  phones: string[]
  points: number
  tier: string | null
  status: string
}

/** The members of the simulator's books that can sign in with a phone number. */
export async function readMembers(simulatorUrl: string): Promise<DemoMember[]> {
  const { members } = await requestJson<{ members: BookedMember[] }>(`${simulatorUrl}/_sim/books`)
  return members.flatMap(({ memberId, phones, points, tier, status }) => {
    // The first number is one that any shop accepts; 555 as an area code is for films.
    const [phone] = phones
    return status === "active" && phone !== undefined
      ? [{ phone, member_id: memberId, points, tier }]
      : []
  })
}
