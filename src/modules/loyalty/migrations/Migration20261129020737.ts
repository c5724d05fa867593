import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261129020737 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_operation" add column if not exists "ever_unknown" boolean not null default false;`);
    this.addSql(`update "loyalty_engine_operation" set "ever_unknown" = true where "sealed_body" is not null and "status" in ('due', 'in_flight', 'unknown', 'dead');`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_turn" ON "loyalty_engine_operation" ("member_id", "kind", "created_at", "id") WHERE member_id IS NOT NULL AND next_attempt_at IS NOT NULL AND status IN ('due', 'unknown', 'in_flight') AND deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_loyalty_engine_operation_turn";`);
    this.addSql(`alter table if exists "loyalty_engine_operation" drop column if exists "ever_unknown";`);
  }

}
