import directory.core.models.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


# --- index tables: the search index is not a model, it is written and read by core.index.postings alone
# A token's bitmaps lie together, for who asks; a block's, while it is being loaded, in the order in which they come.
SQLITE = [
    "CREATE TABLE search_block (number bigint NOT NULL PRIMARY KEY, fresh boolean NOT NULL)",
    "CREATE TABLE search_posting (token text NOT NULL, block bigint NOT NULL, places blob NOT NULL,"
    " PRIMARY KEY (token, block)) WITHOUT ROWID",
    "CREATE TABLE search_staged (block bigint NOT NULL, token text NOT NULL, places blob NOT NULL,"
    " PRIMARY KEY (block, token)) WITHOUT ROWID",
]
POSTGRESQL = [
    "CREATE TABLE search_block (number bigint NOT NULL PRIMARY KEY, fresh boolean NOT NULL)",
    # With room for what is written anew.
    'CREATE TABLE search_posting (token text COLLATE "C" NOT NULL, block bigint NOT NULL, places bytea NOT NULL,'
    " PRIMARY KEY (token, block)) WITH (fillfactor = 80)",
    'CREATE TABLE search_staged (block bigint NOT NULL, token text COLLATE "C" NOT NULL, places bytea NOT NULL,'
    " PRIMARY KEY (block, token)) WITH (fillfactor = 80)",
    # A bitmap hardly shrinks, and would be unpacked for every question.
    "ALTER TABLE search_posting ALTER COLUMN places SET STORAGE EXTERNAL",
    "ALTER TABLE search_staged ALTER COLUMN places SET STORAGE EXTERNAL",
]


def create_index_tables(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, None)


def drop_index_tables(apps, schema_editor):
    for table in ("search_posting", "search_staged", "search_block"):
        schema_editor.execute(f"DROP TABLE {table}", None)
# --- end


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('slug', models.CharField(max_length=120)),
                ('object_id', models.PositiveBigIntegerField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('search_text', models.TextField(help_text='Normalised name, aliases and pinyin, for q=.')),
                ('found_by', models.TextField(blank=True, help_text='What its search tokens are made of, see tokens.Handles.')),
                ('rank', models.PositiveSmallIntegerField(default=0, help_text='How early it is found among equals, 0 first.')),
                ('key', models.BigIntegerField(unique=True)),
                ('region_code', models.PositiveIntegerField(null=True)),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ('disputed', models.BooleanField(default=False)),
                ('summary', models.TextField(help_text='The line in a list as JSON.')),
                ('digest', models.CharField(max_length=64)),
                ('version', models.PositiveIntegerField(default=1)),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('published_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('moved_to', models.CharField(blank=True, help_text='The slug it has now, after a rename.', max_length=120)),
                ('content_type', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': '公开条目',
                'verbose_name_plural': '公开条目',
                'ordering': ['sequence'],
            },
        ),
        migrations.CreateModel(
            name='HoursPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('spec', models.TextField(help_text='The timetable as JSON, in its canonical form.')),
            ],
            options={
                'verbose_name': '作息类型',
                'verbose_name_plural': '作息类型',
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='名称')),
                ('aliases', directory.core.models.fields.LinesField(blank=True, default=list, help_text='每行一个。', verbose_name='别名')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
            ],
            options={
                'verbose_name': '险种',
                'verbose_name_plural': '险种',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='document', serialize=False, to='core.entry')),
                ('said', models.TextField(blank=True, help_text='What it says, as the search index takes it, see saying.')),
                ('text', models.TextField(help_text='The public detail as JSON.')),
            ],
            options={
                'verbose_name': '公开内容',
                'verbose_name_plural': '公开内容',
            },
        ),
        migrations.AddField(
            model_name='entry',
            name='hours_pattern',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='core.hourspattern'),
        ),
        migrations.CreateModel(
            name='OfficialDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='日期')),
                ('kind', models.CharField(choices=[('rest', '放假'), ('workday', '调休上班')], max_length=10, verbose_name='安排')),
                ('name', models.CharField(help_text='例如 国庆节; 调休上班日写它所补的节日。', max_length=40, verbose_name='节日')),
                ('notice', models.CharField(blank=True, help_text='通知文号, 例如 国办发明电〔2025〕7号。', max_length=100, verbose_name='依据')),
            ],
            options={
                'verbose_name': '放假与调休',
                'verbose_name_plural': '放假与调休',
                'ordering': ['date'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('rest', 'workday'))), name='core_officialday_kind_known', violation_error_message='安排只能是放假或调休上班。'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='core_officialday_has_name', violation_error_message='请写明是哪个节日。')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('code', models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name='行政区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('short_name', models.CharField(help_text='不带省、市、县、区等字, 例如 阜新。', max_length=40, verbose_name='简称')),
                ('level', models.CharField(choices=[('nation', '国家'), ('province', '省级'), ('city', '地级'), ('county', '县级')], max_length=10, verbose_name='层级')),
                ('pinyin', models.CharField(help_text='简称的全拼, 小写无空格, 例如 fuxin。', max_length=120, verbose_name='拼音')),
                ('initials', models.CharField(max_length=30, verbose_name='拼音首字母')),
                ('aliases', directory.core.models.fields.LinesField(blank=True, default=list, help_text='每行一个。', verbose_name='别名')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='core.region', verbose_name='上级区划')),
            ],
            options={
                'verbose_name': '行政区划',
                'verbose_name_plural': '行政区划',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='core_sequence_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Summer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('summer_from_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='夏季起始月')),
                ('summer_from_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='夏季起始日')),
                ('summer_to_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='夏季截止月')),
                ('summer_to_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='夏季截止日')),
                ('basis', models.CharField(help_text='通知名称、文号或电话核实的日期。', max_length=200, verbose_name='依据')),
                ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='summer_dates', to='core.region', verbose_name='地区')),
            ],
            options={
                'verbose_name': '夏季作息',
                'verbose_name_plural': '夏季作息',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('slug', models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+\\Z', '只用小写字母、数字和连字符。')], verbose_name='标识')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('section', models.CharField(blank=True, max_length=40, verbose_name='栏目')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='发布日期')),
                ('role', models.CharField(choices=[('main', '正文'), ('teaser', '相关推荐')], max_length=10, verbose_name='位置')),
                ('extent', models.CharField(choices=[('whole', '全文'), ('excerpt', '节选 (句中截断)')], max_length=10, verbose_name='完整程度')),
                ('in_scope', models.BooleanField(default=True, verbose_name='属于收录范围')),
                ('out_of_scope_reason', models.CharField(blank=True, max_length=200, verbose_name='不收录的原因')),
                ('remark', models.TextField(blank=True, verbose_name='编者按')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teasers', to='core.article', verbose_name='所在页面的正文')),
            ],
            options={
                'verbose_name': '来源文章',
                'verbose_name_plural': '来源文章',
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('in_scope', True), ('out_of_scope_reason', '')), models.Q(('in_scope', False), models.Q(('out_of_scope_reason', ''), _negated=True)), _connector='OR'), name='core_article_out_of_scope_has_reason', violation_error_message='不收录的文章要写明原因, 收录的文章不写。'), models.CheckConstraint(condition=models.Q(models.Q(('page__isnull', True), ('role', 'main')), models.Q(('page__isnull', False), ('role', 'teaser')), _connector='OR'), name='core_article_teaser_stands_on_a_page', violation_error_message='相关推荐要选所在页面的正文, 正文不选。')],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.Func(models.F('latitude'), output_field=models.IntegerField(), template='(CAST(%(expressions)s * 50 AS integer))'), models.F('longitude'), models.F('latitude'), models.F('key'), models.F('hours_pattern'), condition=models.Q(('latitude__isnull', False)), name='core_entry_position'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['kind', 'updated_at', 'key'], name='core_entry_updated'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['kind', 'sequence'], name='core_entry_changes'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['region_code', 'kind'], name='core_entry_places'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('disputed', True)), fields=['key'], name='core_entry_disputed'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('kind', 'slug'), name='core_entry_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('object_id__isnull', False)), fields=('content_type', 'object_id'), name='core_entry_one_per_record'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('object_id__isnull', False), ('withdrawn_at__isnull', True)), models.Q(('key__lt', 0), ('object_id__isnull', True), ('withdrawn_at__isnull', False)), _connector='OR'), name='core_entry_live_or_tombstone'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(fields=['name'], name='core_region_name_4c87bf_idx'),
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(fields=['short_name'], name='core_region_short_n_df1123_idx'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('code__range', (100000, 829999))), name='core_region_code_in_gbt2260', violation_error_message='行政区划代码是 6 位数字, 从 110000 到 829999 (全国为 100000)。'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', 'nation'), ('parent__isnull', True)), models.Q(('parent__isnull', False), models.Q(('level', 'nation'), _negated=True)), _connector='OR'), name='core_region_only_nation_has_no_parent', violation_error_message='除全国以外, 每个区划都要有上级区划。'),
        ),
        migrations.AddConstraint(
            model_name='summer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('summer_from_day__isnull', True), ('summer_from_month__isnull', True), ('summer_to_day__isnull', True), ('summer_to_month__isnull', True)), models.Q(('summer_from_day__isnull', False), ('summer_from_day__range', (1, 31)), ('summer_from_month__isnull', False), ('summer_from_month__range', (1, 12)), ('summer_to_day__isnull', False), ('summer_to_day__range', (1, 31)), ('summer_to_month__isnull', False), ('summer_to_month__range', (1, 12))), _connector='OR'), name='core_summer_whole_summer', violation_error_message='夏季的起止月日要写全, 或者都不写。'),
        ),
        migrations.AddConstraint(
            model_name='summer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('summer_from_day__gt', 29), ('summer_from_month', 2), _negated=True), models.Q(('summer_to_day__gt', 29), ('summer_to_month', 2), _negated=True), models.Q(('summer_from_day', 31), ('summer_from_month__in', (4, 6, 9, 11)), _negated=True), models.Q(('summer_to_day', 31), ('summer_to_month__in', (4, 6, 9, 11)), _negated=True)), name='core_summer_real_summer', violation_error_message='夏季起止: 没有这一天, 例如 2 月 30 日、4 月 31 日。'),
        ),
        migrations.AddConstraint(
            model_name='summer',
            constraint=models.CheckConstraint(condition=models.Q(('summer_from_month__isnull', False)), name='core_summer_has_dates', violation_error_message='请写夏季的起止月日。'),
        ),
        migrations.RunPython(create_index_tables, drop_index_tables),
    ]
