import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121111412 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "loyalty_engine_audit_entry" ("id" text not null, "actor" text not null, "action" text not null, "subject_id" text not null, "reason" text null, "details" jsonb null, "correlation_id" text not null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_audit_entry_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_audit_entry_deleted_at" ON "loyalty_engine_audit_entry" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_audit_entry_subject_id_at" ON "loyalty_engine_audit_entry" ("subject_id", "at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_audit_entry_at" ON "loyalty_engine_audit_entry" ("at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_call" ("id" text not null, "store_id" text not null, "session_id" text null, "correlation_id" text not null, "call" text not null, "ok" boolean not null, "error_code" text null, "outcome" text null, "message" text null, "latency_ms" integer not null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_call_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_call_deleted_at" ON "loyalty_engine_call" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_call_session_id_at" ON "loyalty_engine_call" ("session_id", "at") WHERE session_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_call_at" ON "loyalty_engine_call" ("at") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "loyalty_engine_audit_entry" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_call" cascade;`);
  }

}
