import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121115843 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "loyalty_engine_breaker" ("key" text not null, "open_until" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_breaker_pkey" primary key ("key"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_breaker_deleted_at" ON "loyalty_engine_breaker" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_breaker_open_until" ON "loyalty_engine_breaker" ("open_until") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_rate_limit" ("key" text not null, "points" integer not null default 0, "expire" numeric null, "raw_expire" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_rate_limit_pkey" primary key ("key"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_rate_limit_deleted_at" ON "loyalty_engine_rate_limit" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_rate_limit_expire" ON "loyalty_engine_rate_limit" ("expire") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "loyalty_engine_breaker" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_rate_limit" cascade;`);
  }

}
