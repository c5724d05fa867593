import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121043141 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_transaction" drop constraint if exists "loyalty_engine_transaction_operation_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_store_credential" drop constraint if exists "loyalty_engine_store_credential_store_config_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_store_channel" drop constraint if exists "loyalty_engine_store_channel_sales_channel_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_store_config" drop constraint if exists "loyalty_engine_store_config_store_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_session" drop constraint if exists "loyalty_engine_session_order_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_session" drop constraint if exists "loyalty_engine_session_cart_id_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_operation" drop constraint if exists "loyalty_engine_operation_subject_id_kind_sequence_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_job_run" drop constraint if exists "loyalty_engine_job_run_job_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_event_inbox" drop constraint if exists "loyalty_engine_event_inbox_key_unique";`);
    this.addSql(`alter table if exists "loyalty_engine_adjustment_due" drop constraint if exists "loyalty_engine_adjustment_due_key_unique";`);
    this.addSql(`create table if not exists "loyalty_engine_adjustment_due" ("id" text not null, "key" text not null, "session_id" text not null, "order_id" text null, "member_id" text null, "kind" text not null, "points" integer not null default 0, "amount" integer not null default 0, "currency_code" text not null, "details" jsonb null, "settled_at" timestamptz null, "settled_by" text null, "settle_reason" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_adjustment_due_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_adjustment_due_deleted_at" ON "loyalty_engine_adjustment_due" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_adjustment_due_key_unique" ON "loyalty_engine_adjustment_due" ("key") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_adjustment_due_order_id" ON "loyalty_engine_adjustment_due" ("order_id") WHERE order_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_adjustment_due_created_at" ON "loyalty_engine_adjustment_due" ("created_at") WHERE settled_at IS NULL AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_event_inbox" ("id" text not null, "key" text not null, "received_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_event_inbox_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_deleted_at" ON "loyalty_engine_event_inbox" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_key_unique" ON "loyalty_engine_event_inbox" ("key") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_event_inbox_received_at" ON "loyalty_engine_event_inbox" ("received_at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_job_run" ("id" text not null, "job" text not null, "lease_until" timestamptz null, "lease_owner" text null, "started_at" timestamptz null, "finished_at" timestamptz null, "outcome" text null, "figures" jsonb null, "error" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_job_run_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_job_run_deleted_at" ON "loyalty_engine_job_run" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_job_run_job_unique" ON "loyalty_engine_job_run" ("job") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_member" ("id" text not null, "provider_id" text not null, "participant_id" text not null, "provider_member_id" text not null, "masked_identifier" text null, "display_name" text null, "customer_id" text null, "linked_at" timestamptz null, "tier" text null, "points_balance" integer null, "balance_as_of" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_member_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_deleted_at" ON "loyalty_engine_member" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_account" ON "loyalty_engine_member" ("provider_id", "participant_id", "provider_member_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_account_customer" ON "loyalty_engine_member" ("provider_id", "participant_id", "customer_id") WHERE customer_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_customer_id" ON "loyalty_engine_member" ("customer_id") WHERE customer_id IS NOT NULL AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_member_history_entry" ("id" text not null, "member_id" text not null, "provider_key" text not null, "at" timestamptz not null, "type" text not null, "points" integer not null, "description" text not null, "receipt_id" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_member_history_entry_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_history_entry_deleted_at" ON "loyalty_engine_member_history_entry" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_history_entry_key" ON "loyalty_engine_member_history_entry" ("member_id", "provider_key") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_history_entry_member_id_at" ON "loyalty_engine_member_history_entry" ("member_id", "at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_member_identifier" ("id" text not null, "member_id" text not null, "kind" text check ("kind" in ('phone', 'email', 'card')) not null, "sealed" text not null, "blind_index" text not null, "last_four" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_member_identifier_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_identifier_deleted_at" ON "loyalty_engine_member_identifier" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_identifier_value" ON "loyalty_engine_member_identifier" ("member_id", "kind", "blind_index") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_identifier_blind_index" ON "loyalty_engine_member_identifier" ("blind_index") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_member_identifier_last_four" ON "loyalty_engine_member_identifier" ("last_four") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_operation" ("id" text not null, "kind" text check ("kind" in ('finalize', 'reverse', 'cancel', 'enrol', 'sync')) not null, "subject_id" text not null, "sequence" integer not null default 1, "order_id" text null, "session_id" text null, "member_id" text null, "customer_id" text null, "store_id" text not null, "provider_id" text not null, "status" text check ("status" in ('due', 'in_flight', 'unknown', 'done', 'dead')) not null default 'due', "snapshot" jsonb null, "idempotency_key" text null, "sealed_body" text null, "attempts" integer not null default 0, "first_attempt_at" timestamptz null, "next_attempt_at" timestamptz null, "fence" integer not null default 0, "lease_until" timestamptz null, "last_error_code" text null, "last_error" text null, "done_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_operation_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_deleted_at" ON "loyalty_engine_operation" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_subject_id_kind_sequence_unique" ON "loyalty_engine_operation" ("subject_id", "kind", "sequence") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_key" ON "loyalty_engine_operation" ("idempotency_key") WHERE idempotency_key IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_ready" ON "loyalty_engine_operation" ("next_attempt_at") WHERE status IN ('due', 'unknown', 'in_flight') AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_session_id" ON "loyalty_engine_operation" ("session_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_order_id" ON "loyalty_engine_operation" ("order_id") WHERE order_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_operation_status_kind" ON "loyalty_engine_operation" ("status", "kind") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_reconciliation_difference" ("id" text not null, "order_id" text not null, "session_id" text not null, "field" text not null, "ours" text null, "theirs" text null, "found_at" timestamptz not null, "resolved_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_reconciliation_difference_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_reconciliation_difference_deleted_at" ON "loyalty_engine_reconciliation_difference" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_reconciliation_open" ON "loyalty_engine_reconciliation_difference" ("order_id", "field") WHERE resolved_at IS NULL AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_session" ("id" text not null, "store_id" text not null, "provider_id" text not null, "participant_id" text not null, "site_id" text not null, "config_version" integer not null, "cart_id" text not null, "order_id" text null, "customer_id" text null, "sales_channel_id" text null, "member_id" text not null, "provider_session_id" text null, "pos_sequence_id" text not null, "message_sequence" integer not null default 1, "status" text check ("status" in ('active', 'pending_finalization', 'finalized', 'failed')) not null default 'active', "failure_reason" text null, "basket_fingerprint" text null, "evaluation_fingerprint" text null, "evaluated_at" timestamptz null, "evaluation" jsonb null, "selection" jsonb null, "discount_total" integer not null default 0, "currency_code" text not null, "stale" boolean not null default false, "degraded" boolean not null default false, "retry_at" timestamptz null, "last_error_code" text null, "version" integer not null default 1, "opened_at" timestamptz not null, "expires_at" timestamptz not null, "finalized_at" timestamptz null, "provider_transaction_id" text null, "metadata" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_session_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_deleted_at" ON "loyalty_engine_session" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_cart_id_unique" ON "loyalty_engine_session" ("cart_id") WHERE status IN ('active', 'pending_finalization') AND deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_order_id_unique" ON "loyalty_engine_session" ("order_id") WHERE order_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_pos_sequence" ON "loyalty_engine_session" ("participant_id", "site_id", "pos_sequence_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_expires_at" ON "loyalty_engine_session" ("expires_at") WHERE status = 'active' AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_store_id_status_opened_at" ON "loyalty_engine_session" ("store_id", "status", "opened_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_member_id" ON "loyalty_engine_session" ("member_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_session_archive" ("id" text not null, "cart_id" text not null, "order_id" text null, "store_id" text not null, "member_id" text not null, "status" text not null, "finalized_at" timestamptz null, "session" jsonb not null, "rewards" jsonb not null, "transitions" jsonb not null, "archived_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_session_archive_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_archive_deleted_at" ON "loyalty_engine_session_archive" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_archive_cart_id" ON "loyalty_engine_session_archive" ("cart_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_archive_order_id" ON "loyalty_engine_session_archive" ("order_id") WHERE order_id IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_archive_store_id_archived_at" ON "loyalty_engine_session_archive" ("store_id", "archived_at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_session_reward" ("id" text not null, "session_id" text not null, "provider_reward_id" text not null, "type" text check ("type" in ('instant', 'optional')) not null, "level" text check ("level" in ('line', 'ticket')) not null, "method" text not null, "value" text not null, "limit" jsonb null, "target_line_number" integer null, "description" text not null, "prompt" text null, "points_cost" integer not null default 0, "state" text check ("state" in ('applied', 'offered', 'accepted', 'declined', 'unavailable')) not null, "reason" text null, "quantity" real not null default 0, "unit_based" boolean not null default false, "amount" integer not null default 0, "amount_if_accepted" integer not null default 0, "allocations" jsonb not null, "position" integer not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_session_reward_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_reward_deleted_at" ON "loyalty_engine_session_reward" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_reward_offer" ON "loyalty_engine_session_reward" ("session_id", "provider_reward_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_session_transition" ("id" text not null, "session_id" text not null, "from" text null, "to" text not null, "reason" text not null, "actor" text not null, "correlation_id" text not null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_session_transition_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_transition_deleted_at" ON "loyalty_engine_session_transition" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_session_transition_session_id_at" ON "loyalty_engine_session_transition" ("session_id", "at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_store_config" ("id" text not null, "store_id" text not null, "provider_id" text not null, "enabled" boolean not null default false, "participant_id" text null, "site_id" text null, "finalize_on" text check ("finalize_on" in ('order_placed', 'fulfillment', 'delivery', 'order_completed')) not null default 'fulfillment', "settings" jsonb not null, "config_version" integer not null default 1, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_store_config_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_config_deleted_at" ON "loyalty_engine_store_config" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_config_store_id_unique" ON "loyalty_engine_store_config" ("store_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_store_channel" ("id" text not null, "sales_channel_id" text not null, "store_config_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_store_channel_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_channel_store_config_id" ON "loyalty_engine_store_channel" ("store_config_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_channel_deleted_at" ON "loyalty_engine_store_channel" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_channel_sales_channel_id_unique" ON "loyalty_engine_store_channel" ("sales_channel_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_store_credential" ("id" text not null, "store_config_id" text not null, "sealed" text not null, "hint" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_store_credential_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_credential_deleted_at" ON "loyalty_engine_store_credential" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_store_credential_store_config_id_unique" ON "loyalty_engine_store_credential" ("store_config_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "loyalty_engine_transaction" ("id" text not null, "session_id" text not null, "order_id" text not null, "member_id" text not null, "operation_id" text not null, "kind" text check ("kind" in ('finalize', 'reverse')) not null, "earned_points" integer not null, "redeemed_points" integer not null, "points_balance" integer null, "discount_total" integer not null default 0, "currency_code" text not null, "receipt_id" text null, "rejected_rewards" jsonb null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "loyalty_engine_transaction_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_transaction_deleted_at" ON "loyalty_engine_transaction" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_loyalty_engine_transaction_operation_id_unique" ON "loyalty_engine_transaction" ("operation_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_transaction_order_id" ON "loyalty_engine_transaction" ("order_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_transaction_member_id_at" ON "loyalty_engine_transaction" ("member_id", "at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_loyalty_engine_transaction_session_id" ON "loyalty_engine_transaction" ("session_id") WHERE deleted_at IS NULL;`);

    this.addSql(`alter table if exists "loyalty_engine_store_channel" add constraint "loyalty_engine_store_channel_store_config_id_foreign" foreign key ("store_config_id") references "loyalty_engine_store_config" ("id") on update cascade on delete cascade;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "loyalty_engine_store_channel" drop constraint if exists "loyalty_engine_store_channel_store_config_id_foreign";`);

    this.addSql(`drop table if exists "loyalty_engine_adjustment_due" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_event_inbox" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_job_run" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_member" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_member_history_entry" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_member_identifier" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_operation" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_reconciliation_difference" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_session" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_session_archive" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_session_reward" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_session_transition" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_store_config" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_store_channel" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_store_credential" cascade;`);

    this.addSql(`drop table if exists "loyalty_engine_transaction" cascade;`);
  }

}
