import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121121953 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_member" add column if not exists "erase_requested_at" timestamptz null, add column if not exists "erased_at" timestamptz null;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_to_erase" ON "loyalty_engine_member" ("erase_requested_at") WHERE erase_requested_at IS NOT NULL AND erased_at IS NULL AND deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_loyalty_engine_member_to_erase";`);
    this.addSql(`alter table if exists "loyalty_engine_member" drop column if exists "erase_requested_at", drop column if exists "erased_at";`);
  }

}
