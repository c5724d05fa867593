import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261129033315 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`drop table if exists "loyalty_engine_event_inbox" cascade;`);
  }

  override async down(): Promise<void> {
    this.addSql(`create table if not exists "loyalty_engine_event_inbox" ("id" text not null, "key" text not null, "received_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_event_inbox_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_deleted_at" ON "loyalty_engine_event_inbox" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_key_unique" ON "loyalty_engine_event_inbox" ("key") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_received_at" ON "loyalty_engine_event_inbox" ("received_at") WHERE deleted_at IS NULL;`);
  }

}
