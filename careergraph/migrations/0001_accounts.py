
import careergraph.accounts.models
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='time (UTC)')),
                ('kind', models.CharField(choices=[('sign_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('locked_out', 'Locked out after failures'), ('sign_out', 'Signed out'), ('password_changed', 'Password changed'), ('code_failed', 'Wrong two-factor code'), ('factor_added', 'Two-factor sign-in set up'), ('factor_removed', 'Two-factor sign-in turned off'), ('factor_reset', 'Two-factor sign-in reset by somebody else'), ('recovery_made', 'Recovery codes made'), ('recovery_used', 'Recovery code used'), ('account_added', 'Account added'), ('account_changed', 'Rights of an account changed'), ('account_deleted', 'Account deleted'), ('role_added', 'Role added'), ('role_changed', 'Rights of a role changed'), ('role_deleted', 'Role deleted')], db_index=True, max_length=20, verbose_name='event')),
                ('actor', models.CharField(blank=True, help_text='Empty: nobody signed in, or the command line.', max_length=150, verbose_name='who')),
                ('subject', models.CharField(blank=True, help_text='The account or role concerned.', max_length=150, verbose_name='whom')),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='IP address')),
                ('changes', models.JSONField(blank=True, default=list, encoder=careergraph.accounts.models.ReadableJSON, verbose_name='changes')),
            ],
            options={
                'verbose_name': 'security log entry',
                'verbose_name_plural': 'security log',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RolePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('require_two_factor', models.BooleanField(default=False, help_text='Members who have not set it up reach nothing but its setup until they have.', verbose_name='two-factor sign-in required')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='policy', to='auth.group', verbose_name='role')),
            ],
            options={
                'verbose_name': 'rules of the role',
                'verbose_name_plural': 'rules of the role',
            },
        ),
    ]
