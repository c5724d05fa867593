import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261130111500 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_undecided_order" drop constraint if exists "loyalty_engine_undecided_order_reason_check";`);
    this.addSql(`alter table if exists "loyalty_engine_undecided_order" add constraint "loyalty_engine_undecided_order_reason_check" check("reason" in ('completion_unfinished', 'placement_failed', 'finalize_missing', 'finalize_dead', 'payment_missing', 'settlement_failed', 'handover_overdue'));`);
  }

  override async down(): Promise<void> {
    this.addSql(`delete from "loyalty_engine_undecided_order" where "reason" = 'handover_overdue';`);
    this.addSql(`alter table if exists "loyalty_engine_undecided_order" drop constraint if exists "loyalty_engine_undecided_order_reason_check";`);
    this.addSql(`alter table if exists "loyalty_engine_undecided_order" add constraint "loyalty_engine_undecided_order_reason_check" check("reason" in ('completion_unfinished', 'placement_failed', 'finalize_missing', 'finalize_dead', 'payment_missing', 'settlement_failed'));`);
  }

}
