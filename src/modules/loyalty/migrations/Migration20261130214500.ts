import { Migration } from "@medusajs/framework/mikro-orm/migrations";

// Written by hand: see `minorUnits` in ../utils/minor-units.ts.
export class Migration20261130214500 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_adjustment_due" alter column "amount" type double precision;`);
    this.addSql(`alter table if exists "loyalty_engine_session" alter column "discount_total" type double precision;`);
    this.addSql(`alter table if exists "loyalty_engine_session_reward" alter column "amount" type double precision, alter column "amount_if_accepted" type double precision;`);
    this.addSql(`alter table if exists "loyalty_engine_transaction" alter column "discount_total" type double precision;`);
  }

  // Refuses while an amount stands there that the old columns cannot hold.
  override async down(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_adjustment_due" alter column "amount" type integer;`);
    this.addSql(`alter table if exists "loyalty_engine_session" alter column "discount_total" type integer;`);
    this.addSql(`alter table if exists "loyalty_engine_session_reward" alter column "amount" type integer, alter column "amount_if_accepted" type integer;`);
    this.addSql(`alter table if exists "loyalty_engine_transaction" alter column "discount_total" type integer;`);
  }

}
