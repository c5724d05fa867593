import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121111539 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_undecided_order" drop constraint if exists "loyalty_engine_undecided_order_order_id_unique";`);
    this.addSql(`create table if not exists "loyalty_engine_undecided_order" ("id" text not null, "order_id" text not null, "session_id" text null, "store_id" text null, "reason" text check ("reason" in ('completion_unfinished', 'placement_failed', 'finalize_missing', 'finalize_dead', 'payment_missing')) not null, "found_at" timestamptz not null, "seen_at" timestamptz not null, "resolved_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_undecided_order_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_undecided_order_deleted_at" ON "loyalty_engine_undecided_order" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_undecided_order_order_id_unique" ON "loyalty_engine_undecided_order" ("order_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_undecided_order_open" ON "loyalty_engine_undecided_order" ("found_at") WHERE resolved_at IS NULL AND deleted_at IS NULL;`);

    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_done_at" ON "loyalty_engine_operation" ("done_at") WHERE done_at IS NOT NULL AND deleted_at IS NULL;`);

    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_decided" ON "loyalty_engine_session" ("updated_at") WHERE status IN ('finalized', 'failed') AND deleted_at IS NULL;`);

    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_archive_member_id" ON "loyalty_engine_session_archive" ("member_id") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "loyalty_engine_undecided_order" cascade;`);

    this.addSql(`drop index if exists "IDX_loyalty_engine_operation_done_at";`);

    this.addSql(`drop index if exists "IDX_loyalty_engine_session_decided";`);

    this.addSql(`drop index if exists "IDX_loyalty_engine_session_archive_member_id";`);
  }

}
