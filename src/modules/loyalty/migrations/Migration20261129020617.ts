import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261129020617 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_cart_id_opened_at" ON "loyalty_engine_session" ("cart_id", "opened_at") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_loyalty_engine_session_cart_id_opened_at";`);
  }

}
