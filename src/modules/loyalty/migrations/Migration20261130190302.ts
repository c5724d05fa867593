import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261130190302 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_job_run" add column if not exists "ok_started_at" timestamptz null;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_job_run" drop column if exists "ok_started_at";`);
  }

}
